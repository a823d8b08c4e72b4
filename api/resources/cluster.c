/* cluster: emulation clusters and blocks (cụm, khối thi đua), and who belongs to one in which year. */
#include "resources/resources.h"

static const struct field cluster_fields[] = {
    FIELD_TEXT("code", 1, 32, REQUIRED | FILTER | SORT),
    FIELD_TEXT("name", 1, 200, REQUIRED | SORT),
    FIELD_REF("unit_id", REQUIRED | FILTER),
    FIELD_TEXT("note", 0, 2000, 0),
    FIELD_TIMES,
    FIELD_END,
};

const struct resource cluster = {
    .name = "clusters",
    .table = "cluster",
    .fields = cluster_fields,
    .scope = SCOPE_PROVINCE,
    .scope_field = "unit_id",
    .search = "name_search",
    .sort = "name",
};

static const char *const member_roles[] = {"leader", "deputy", "member", NULL};

static const struct field member_fields[] = {
    {.name = "cluster_id", .type = FIELD_TYPE_UUID, .flags = READ_ONLY},
    FIELD_INT("year", 1945, 2100, REQUIRED | FILTER | SORT),
    FIELD_REF("unit_id", REQUIRED | FILTER),
    FIELD_STATE("role", member_roles, "member", FILTER),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint member_constraints[] = {
    {"cluster_member_cluster_id_year_unit_id_key", "unit_id", FIELD_ERROR_UNIQUE, NULL},
    {"cluster_member_leader_key", "role", FIELD_ERROR_UNIQUE, NULL},
    {0},
};

const struct resource cluster_member = {
    .name = "members",
    .table = "cluster_member",
    .fields = member_fields,
    .scope = SCOPE_PROVINCE,
    .scope_field = "unit_id",
    .sort = "year,created_at",
    .parent = &cluster,
    .parent_column = "cluster_id",
    .constraints = member_constraints,
};
