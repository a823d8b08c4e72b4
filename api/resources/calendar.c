/* calendar: the days on which offices are closed or make up for one, and the working days a stage may take, by date. */
#include "resources/resources.h"

static const char *const holiday_kinds[] = {"holiday", "make_up", NULL};

static const struct field holiday_fields[] = {
    FIELD_DATE("on_date", REQUIRED | FILTER | SORT | RANGE),
    FIELD_TEXT("name_vi", 1, 200, REQUIRED),
    FIELD_TEXT("name_en", 1, 200, REQUIRED),
    FIELD_STATE("kind", holiday_kinds, "holiday", FILTER),
    FIELD_TEXT("article", 1, 200, 0),
    FIELD_TEXT("source", 1, 300, 0),
    FIELD_ENUM("confidence", confidences, REQUIRED | FILTER),
    FIELD_BOOL("verified", "false", FILTER),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint holiday_constraints[] = {
    {"holiday_make_up_check", "kind", FIELD_ERROR_RULE, "make_up → on_date: 6, 7"},
    {0},
};

const struct resource holiday = {
    .name = "holidays",
    .table = "holiday",
    .fields = holiday_fields,
    .sort = "on_date",
    .constraints = holiday_constraints,
};

static const char *const stages[] = {"district", "province", "consultation", "council", "decision", "central", NULL};

static const struct field deadline_fields[] = {
    FIELD_ENUM("stage", stages, REQUIRED | FILTER | SORT),
    FIELD_ENUM("award_level", award_levels, FILTER),
    FIELD_INT("working_days", 1, 365, REQUIRED),
    FIELD_DATE("valid_from", REQUIRED | SORT | RANGE),
    FIELD_DATE("valid_to", RANGE),
    FIELD_TEXT("article", 1, 200, 0),
    FIELD_TEXT("source", 1, 300, 0),
    FIELD_ENUM("confidence", confidences, REQUIRED | FILTER),
    FIELD_BOOL("verified", "false", FILTER),
    FIELD_REF("unit_id", IMMUTABLE | FILTER),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint deadline_constraints[] = {
    {"stage_deadline_valid_to_check", "valid_to", FIELD_ERROR_RULE, "valid_to >= valid_from"},
    {"stage_deadline_period_excl", "valid_from", FIELD_ERROR_UNIQUE, NULL},
    {0},
};

const struct resource stage_deadline = {
    .name = "stage-deadlines",
    .table = "stage_deadline",
    .fields = deadline_fields,
    .sort = "stage,valid_from",
    .is_temporal = true,
    .constraints = deadline_constraints,
};
