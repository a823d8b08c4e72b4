/*
 * target: what units register (chỉ tiêu đăng ký thi đua), what it is counted in, its dated figures, and what happened to it.
 * Where a target stands is derived by the database from its figures, in one function (schema/migrations/0041); how it is
 * confirmed and amended is api/targets/.
 */
#include "resources/resources.h"

static const char *const topics[] = {"economy",        "society",     "security", "defence",
                                     "party_building", "environment", "other",    NULL};
static const char *const bases[] = {"cumulative", "level", NULL};
static const char *const states[] = {"registered", "confirmed", "returned", NULL};
static const char *const statuses[] = {"met", "on_track", "at_risk", "unmet", NULL};
static const char *const actions[] = {"register", "change", "confirm", "return", "amend", NULL};
static const char *const roles[] = {"unit_officer", "district_reviewer", "province_reviewer", NULL};

const char *const target_directions[] = {"at_least", "at_most", NULL};

#define SHOWN(n, kind, f) {.name = (n), .type = (kind), .flags = READ_ONLY | (f)}
#define SHOWN_ENUM(n, names, f) {.name = (n), .type = FIELD_TYPE_ENUM, .flags = READ_ONLY | (f), .values = (names)}

static const struct field indicator_fields[] = {
    FIELD_KEY("code", 1, 32, REQUIRED | FILTER | SORT),
    FIELD_TEXT("name_vi", 1, 300, REQUIRED | SORT),
    FIELD_TEXT("name_en", 1, 300, REQUIRED),
    FIELD_ENUM("field", topics, REQUIRED | FILTER),
    FIELD_TEXT("measure_unit", 1, 60, REQUIRED),
    FIELD_ENUM("direction", target_directions, REQUIRED | FILTER),
    FIELD_STATE("basis", bases, "cumulative", FILTER),
    FIELD_BOOL("additive", "false", FILTER),
    FIELD_DATE("valid_from", REQUIRED | RANGE),
    FIELD_DATE("valid_to", RANGE),
    FIELD_TEXT("note", 0, 2000, 0),
    FIELD_REF("unit_id", IMMUTABLE | FILTER),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint indicator_constraints[] = {
    {"indicator_valid_to_check", "valid_to", FIELD_ERROR_RULE, "valid_to >= valid_from"},
    {0},
};

const struct resource indicator = {
    .name = "indicators",
    .table = "indicator",
    .fields = indicator_fields,
    .search = "name_search",
    .sort = "code",
    .is_temporal = true,
    .constraints = indicator_constraints,
};

static const struct field target_fields[] = {
    FIELD_REF("campaign_id", REQUIRED | FILTER),
    FIELD_REF("unit_id", REQUIRED | FILTER),
    FIELD_REF("collective_id", FILTER),
    FIELD_REF("indicator_id", FILTER),
    FIELD_TEXT("indicator", 1, 300, REQUIRED | SORT),
    FIELD_ENUM("field", topics, REQUIRED | FILTER),
    FIELD_TEXT("measure_unit", 1, 60, REQUIRED),
    FIELD_ENUM("direction", target_directions, REQUIRED | FILTER),
    FIELD_STATE("basis", bases, "cumulative", FILTER),
    FIELD_DECIMAL("registered_value", REQUIRED | RANGE),
    {.name = "weight", .type = FIELD_TYPE_DECIMAL, .flags = SET | RANGE, .preset = "1"},
    SHOWN("actual_value", FIELD_TYPE_DECIMAL, RANGE),
    SHOWN("projected_value", FIELD_TYPE_DECIMAL, RANGE),
    SHOWN("figures_on", FIELD_TYPE_DATE, RANGE),
    FIELD_DATE("starts_on", RANGE),
    FIELD_DATE("due_on", REQUIRED | SORT | RANGE),
    FIELD_BOOL("priority", "false", FILTER),
    FIELD_TEXT("note", 0, 2000, 0),
    SHOWN_ENUM("state", states, FILTER),
    SHOWN("state_reason", FIELD_TYPE_TEXT, 0),
    SHOWN_ENUM("status", statuses, FILTER),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint target_constraints[] = {
    {"campaign_target_registration_key", "indicator", FIELD_ERROR_UNIQUE, NULL},
    {"campaign_target_weight_check", "weight", FIELD_ERROR_RULE, "weight > 0"},
    {"campaign_target_starts_on_check", "starts_on", FIELD_ERROR_RULE, "starts_on <= due_on"},
    {0},
};

const struct resource campaign_target = {
    .name = "campaign-targets",
    .table = "campaign_target",
    .fields = target_fields,
    .scope = SCOPE_UNITS,
    .scope_field = "unit_id",
    .search = "indicator_search",
    .sort = "due_on,created_at",
    .constraints = target_constraints,
};

static const struct field progress_fields[] = {
    SHOWN("campaign_target_id", FIELD_TYPE_UUID, 0),
    FIELD_DATE("figures_on", REQUIRED | SORT | RANGE),
    FIELD_DECIMAL("actual_value", 0),
    FIELD_DECIMAL("projected_value", 0),
    FIELD_TEXT("note", 0, 2000, 0),
    FIELD_TEXT("source", 0, 300, 0),
    SHOWN("recorded_by", FIELD_TYPE_TEXT, 0),
    SHOWN("created_at", FIELD_TYPE_TIME, SORT | RANGE),
    FIELD_END,
};

static const struct constraint progress_constraints[] = {
    {"target_progress_actual_value_check", "actual_value", FIELD_ERROR_REQUIRED, "actual_value | projected_value"},
    {0},
};

const struct resource target_progress = {
    .name = "progress",
    .table = "target_progress",
    .fields = progress_fields,
    .sort = "-figures_on,-created_at",
    .constraints = progress_constraints,
    .parent = &campaign_target,
    .parent_column = "campaign_target_id",
};

static const struct field event_fields[] = {
    SHOWN_ENUM("action", actions, FILTER),
    SHOWN("actor", FIELD_TYPE_TEXT, 0),
    SHOWN_ENUM("actor_role", roles, 0),
    SHOWN("recorded_at", FIELD_TYPE_TIME, SORT | RANGE),
    SHOWN("reason", FIELD_TYPE_TEXT, 0),
    FIELD_JSON("changes"),
    FIELD_END,
};

const struct resource campaign_target_event = {
    .name = "history",
    .table = "campaign_target_event",
    .fields = event_fields,
    .sort = "recorded_at",
    .parent = &campaign_target,
    .parent_column = "campaign_target_id",
};
