/* target_progress: the dated figures of a target, added and never changed. */
#include "resources/resources.h"

static const struct field fields[] = {
    FIELD_REF("campaign_target_id", READ_ONLY),
    FIELD_DATE("figures_on", REQUIRED | SORT | RANGE),
    FIELD_DECIMAL("actual_value", 0),
    FIELD_DECIMAL("projected_value", 0),
    FIELD_TEXT("note", 0, 2000, 0),
    FIELD_TEXT("source", 0, 300, 0),
    FIELD_SHOWN("actor", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("recorded_at", FIELD_TYPE_TIME, SORT | RANGE),
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"target_progress_actual_value_check", "actual_value", FIELD_ERROR_REQUIRED, NULL},
    {0},
};

const struct resource target_progress = {
    .name = "progress",
    .table = "target_progress",
    .fields = fields,
    .sort = "-figures_on,-recorded_at",
    .constraints = constraints,
    .parent = &campaign_target,
    .parent_column = "campaign_target_id",
};
