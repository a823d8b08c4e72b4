/*
 * campaign_target: what units register (chỉ tiêu đăng ký thi đua). The database derives the status of a target from its figures, in
 * one function (schema/functions/30_target). How a target is confirmed and amended is in api/targets/.
 */
#include "resources/resources.h"

static const char *const states[] = {"registered", "confirmed", "returned", NULL};
static const char *const statuses[] = {"met", "on_track", "at_risk", "unmet", NULL};

static const struct field fields[] = {
    FIELD_REF("campaign_id", REQUIRED | FILTER),
    FIELD_REF("unit_id", REQUIRED | FILTER),
    FIELD_REF("collective_id", FILTER),
    FIELD_REF("indicator_id", FILTER),
    FIELD_TEXT("indicator", 1, 300, REQUIRED | SORT),
    FIELD_ENUM("field", indicator_topics, REQUIRED | FILTER),
    FIELD_TEXT("measure_unit", 1, 60, REQUIRED),
    FIELD_ENUM("direction", target_directions, REQUIRED | FILTER),
    FIELD_STATE("basis", indicator_bases, "cumulative", FILTER),
    FIELD_DECIMAL("registered_value", REQUIRED | RANGE),
    {.name = "weight", .type = FIELD_TYPE_DECIMAL, .flags = SET | RANGE, .preset = "1"},
    FIELD_DECIMAL("actual_value", READ_ONLY | RANGE),
    FIELD_DECIMAL("projected_value", READ_ONLY | RANGE),
    FIELD_DATE("figures_on", READ_ONLY | RANGE),
    FIELD_DATE("starts_on", RANGE),
    FIELD_DATE("due_on", REQUIRED | SORT | RANGE),
    FIELD_BOOL("priority", "false", FILTER),
    FIELD_TEXT("note", 0, 2000, 0),
    FIELD_ENUM("state", states, READ_ONLY | FILTER),
    FIELD_SHOWN("state_reason", FIELD_TYPE_TEXT, 0),
    FIELD_ENUM("status", statuses, READ_ONLY | FILTER),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"campaign_target_registration_key", "indicator", FIELD_ERROR_UNIQUE, NULL},
    {"campaign_target_weight_check", "weight", FIELD_ERROR_RULE, NULL},
    {"campaign_target_starts_on_check", "starts_on", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct resource campaign_target = {
    .name = "campaign-targets",
    .table = "campaign_target",
    .fields = fields,
    .scope = SCOPE_OWN,
    .scope_field = "unit_id",
    .search = "indicator_search",
    .sort = "due_on,created_at",
    .constraints = constraints,
};
