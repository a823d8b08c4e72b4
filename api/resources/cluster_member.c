/* cluster_member: which unit belongs to a cluster in a year, and who leads it. */
#include "resources/fields.h"

static const char *const roles[] = {"leader", "deputy", "member", NULL};

static const struct field fields[] = {
    FIELD_REF("cluster_id", READ_ONLY),
    FIELD_YEAR(REQUIRED | FILTER | SORT),
    FIELD_REF("unit_id", REQUIRED | FILTER),
    FIELD_STATE("role", roles, "member", FILTER),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"cluster_member_cluster_id_year_unit_id_key", "unit_id", FIELD_ERROR_UNIQUE, NULL},
    {"cluster_member_leader_key", "role", FIELD_ERROR_UNIQUE, NULL},
    {0},
};

const struct resource cluster_member = {
    .name = "members",
    .table = "cluster_member",
    .fields = fields,
    .scope = SCOPE_AROUND,
    .scope_field = "unit_id",
    .sort = "year,created_at",
    .parent = &cluster,
    .parent_column = "cluster_id",
    .constraints = constraints,
};
