/*
 * cluster_staff_count: how many people and how many women a member has in the year, because the law prefers members with enough women
 * among equals (schema/functions/16_cluster_tie). Entries are only added; the last one counts.
 */
#include "resources/fields.h"

enum { PEOPLE_MAX = 1000000 };

static const struct field fields[] = {
    FIELD_REF("cluster_id", READ_ONLY),
    FIELD_YEAR(READ_ONLY | FILTER),
    FIELD_REF("member_id", REQUIRED | FILTER),
    FIELD_SHOWN("entry", FIELD_TYPE_INT, 0),
    FIELD_INT("staff_count", 0, PEOPLE_MAX, 0),
    FIELD_INT("women_count", 0, PEOPLE_MAX, 0),
    FIELD_TEXT("note", 0, 2000, 0),
    FIELD_SHOWN("actor", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("recorded_at", FIELD_TYPE_TIME, SORT | RANGE),
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"cluster_staff_count_women_count_check", "women_count", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct resource cluster_staff_count = {
    .name = "staff-counts",
    .table = "cluster_staff_count",
    .fields = fields,
    .scope = SCOPE_AROUND,
    .sort = "recorded_at",
    .parent = &cluster,
    .parent_column = "cluster_id",
    .constraints = constraints,
};
