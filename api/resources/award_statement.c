/* award_statement: what somebody stated about awards that have no records: a number, or a word for it ("nhiều"). */
#include "resources/resources.h"

static const struct field fields[] = {
    FIELD_REF("cluster_id", FILTER),
    FIELD_REF("unit_id", REQUIRED | FILTER),
    FIELD_REF("award_class_id", REQUIRED | FILTER),
    FIELD_ENUM("subject_kind", subject_kinds, REQUIRED | FILTER),
    FIELD_DATE("period_from", REQUIRED | SORT | RANGE),
    FIELD_DATE("period_to", REQUIRED | RANGE),
    FIELD_INT("count", 0, 1000000000, 0),
    FIELD_TEXT("stated", 1, 60, 0),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"award_statement_said_check", "stated", FIELD_ERROR_REQUIRED, NULL},
    {"award_statement_key", "period_from", FIELD_ERROR_UNIQUE, NULL},
    {"award_statement_period_to_check", "period_to", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct resource award_statement = {
    .name = "award-statements",
    .table = "award_statement",
    .fields = fields,
    .scope = SCOPE_AROUND,
    .scope_field = "unit_id",
    .sort = "-period_from",
    .constraints = constraints,
};
