/*
 * cluster: emulation clusters and blocks (cụm, khối thi đua), who belongs to one in which year, and what it lays down and
 * scores that year. Who may score at which stage, and when, is the database's (schema/migrations/0047).
 */
#include "resources/resources.h"

static const struct field cluster_fields[] = {
    FIELD_KEY("code", 1, 32, REQUIRED | FILTER | SORT),
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

static const struct field year_fields[] = {
    {.name = "cluster_id", .type = FIELD_TYPE_UUID, .flags = READ_ONLY},
    FIELD_INT("year", 1945, 2100, REQUIRED | IMMUTABLE | FILTER | SORT),
    FIELD_TEXT("pact", 0, 20000, 0),
    FIELD_DATE("pact_signed_on", 0),
    FIELD_TEXT("pact_location", 1, 1000, 0),
    {.name = "flag_places", .type = FIELD_TYPE_INT, .flags = SET, .least = 0, .most = 50, .preset = "1"},
    FIELD_TEXT("scoring_method", 0, 4000, 0),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint year_constraints[] = {
    {"cluster_year_pact_location_check", "pact_location", FIELD_ERROR_FORMAT, "URI (RFC 3986)"},
    {0},
};

const struct resource cluster_year = {
    .name = "years",
    .table = "cluster_year",
    .fields = year_fields,
    .scope = SCOPE_PROVINCE,
    .sort = "year,created_at",
    .parent = &cluster,
    .parent_column = "cluster_id",
    .constraints = year_constraints,
};

/* A number of points that may be left out. */
#define POINTS(n) {.name = (n), .type = FIELD_TYPE_DECIMAL, .flags = SET, .preset = "0"}

static const struct field criterion_fields[] = {
    {.name = "cluster_id", .type = FIELD_TYPE_UUID, .flags = READ_ONLY},
    FIELD_INT("year", 1945, 2100, REQUIRED | IMMUTABLE | FILTER | SORT),
    FIELD_INT("position", 1, 10000, REQUIRED | SORT),
    FIELD_TEXT("group_name", 1, 200, REQUIRED),
    FIELD_TEXT("name", 1, 300, REQUIRED | SORT),
    FIELD_TEXT("description", 0, 4000, 0),
    FIELD_DECIMAL("max_points", REQUIRED),
    POINTS("bonus_cap"),
    POINTS("penalty_cap"),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint criterion_constraints[] = {
    {"cluster_criterion_max_points_check", "max_points", FIELD_ERROR_RULE, "max_points > 0"},
    {"cluster_criterion_bonus_cap_check", "bonus_cap", FIELD_ERROR_RULE, "bonus_cap >= 0"},
    {"cluster_criterion_penalty_cap_check", "penalty_cap", FIELD_ERROR_RULE, "penalty_cap >= 0"},
    {0},
};

const struct resource cluster_criterion = {
    .name = "criteria",
    .table = "cluster_criterion",
    .fields = criterion_fields,
    .scope = SCOPE_PROVINCE,
    .sort = "year,position",
    .parent = &cluster,
    .parent_column = "cluster_id",
    .constraints = criterion_constraints,
};

static const char *const score_stages[] = {"self", "cross_check", "confirmation", NULL};

static const struct field score_fields[] = {
    {.name = "cluster_id", .type = FIELD_TYPE_UUID, .flags = READ_ONLY},
    {.name = "year", .type = FIELD_TYPE_INT, .flags = READ_ONLY | FILTER, .least = 1945, .most = 2100},
    FIELD_REF("member_id", REQUIRED | FILTER),
    FIELD_REF("criterion_id", REQUIRED | FILTER),
    FIELD_ENUM("stage", score_stages, REQUIRED | FILTER),
    {.name = "entry", .type = FIELD_TYPE_INT, .flags = READ_ONLY},
    FIELD_DECIMAL("points", REQUIRED),
    POINTS("bonus"),
    POINTS("penalty"),
    FIELD_TEXT("note", 0, 2000, 0),
    FIELD_TEXT("evidence", 0, 2000, 0),
    FIELD_REF("by_member_id", FILTER),
    {.name = "scored_by", .type = FIELD_TYPE_TEXT, .flags = READ_ONLY},
    {.name = "created_at", .type = FIELD_TYPE_TIME, .flags = READ_ONLY | SORT | RANGE},
    FIELD_END,
};

static const struct constraint score_constraints[] = {
    {"cluster_score_points_check", "points", FIELD_ERROR_RULE, "points >= 0"},
    {"cluster_score_bonus_check", "bonus", FIELD_ERROR_RULE, "bonus >= 0"},
    {"cluster_score_penalty_check", "penalty", FIELD_ERROR_RULE, "penalty >= 0"},
    {"cluster_score_by_member_id_check", "by_member_id", FIELD_ERROR_RULE, "cross_check ↔ by_member_id"},
    {"cluster_score_by_member_id_fkey", "by_member_id", FIELD_ERROR_REFERENCE, NULL},
    {"cluster_score_by_member_id_required", "by_member_id", FIELD_ERROR_REQUIRED, NULL},
    {0},
};

const struct resource cluster_score = {
    .name = "scores",
    .table = "cluster_score",
    .fields = score_fields,
    .scope = SCOPE_PROVINCE,
    .sort = "created_at",
    .parent = &cluster,
    .parent_column = "cluster_id",
    .constraints = score_constraints,
};
