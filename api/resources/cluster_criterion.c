/* cluster_criterion: what a cluster scores in a year, and how many points there are for it. */
#include "resources/fields.h"

static const struct field fields[] = {
    FIELD_REF("cluster_id", READ_ONLY),
    FIELD_YEAR(REQUIRED | IMMUTABLE | FILTER | SORT),
    FIELD_INT("order", 1, 10000, REQUIRED | SORT),
    FIELD_TEXT("group_name", 1, 200, REQUIRED),
    FIELD_TEXT("name", 1, 300, REQUIRED | SORT),
    FIELD_TEXT("description", 0, 4000, 0),
    FIELD_DECIMAL("max_points", REQUIRED),
    FIELD_POINTS("bonus_cap"),
    FIELD_POINTS("penalty_cap"),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"cluster_criterion_max_points_check", "max_points", FIELD_ERROR_RULE, NULL},
    {"cluster_criterion_bonus_cap_check", "bonus_cap", FIELD_ERROR_RULE, NULL},
    {"cluster_criterion_penalty_cap_check", "penalty_cap", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct resource cluster_criterion = {
    .name = "criteria",
    .table = "cluster_criterion",
    .fields = fields,
    .scope = SCOPE_AROUND,
    .sort = "year,order",
    .parent = &cluster,
    .parent_column = "cluster_id",
    .constraints = constraints,
};
