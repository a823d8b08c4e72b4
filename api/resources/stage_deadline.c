/* stage_deadline: the working days that a stage may take, by date. */
#include "resources/fields.h"

static const char *const stages[] = {"district", "province", "consultation", "council", "decision", "central", NULL};

static const struct field fields[] = {
    FIELD_ENUM("stage", stages, REQUIRED | FILTER | SORT),
    FIELD_ENUM("award_level", award_levels, FILTER),
    FIELD_ENUM("procedure", procedures, FILTER),
    FIELD_INT("working_days", 1, 365, REQUIRED),
    FIELD_VALIDITY(SORT),
    FIELD_ARTICLE,
    FIELD_SOURCE,
    FIELD_REF("unit_id", IMMUTABLE | FILTER),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"stage_deadline_valid_to_check", "valid_to", FIELD_ERROR_RULE, NULL},
    {"stage_deadline_period_excl", "valid_from", FIELD_ERROR_UNIQUE, NULL},
    {0},
};

const struct resource stage_deadline = {
    .name = "stage-deadlines",
    .table = "stage_deadline",
    .fields = fields,
    .sort = "stage,valid_from",
    .is_temporal = true,
    .constraints = constraints,
};
