/*
 * campaign: emulation movements (phong trào thi đua), regular or thematic, and the targets (chỉ tiêu) that units register in
 * them. Whether a target is met is derived by the database from its own figures.
 */
#include "resources/resources.h"

static const char *const campaign_kinds[] = {"regular", "thematic", NULL};

static const struct field campaign_fields[] = {
    FIELD_TEXT("code", 1, 32, REQUIRED | FILTER | SORT),
    FIELD_TEXT("name", 1, 300, REQUIRED | SORT),
    FIELD_ENUM("kind", campaign_kinds, REQUIRED | FILTER),
    FIELD_REF("unit_id", REQUIRED | FILTER),
    FIELD_REF("cluster_id", FILTER),
    FIELD_DATE("starts_on", REQUIRED | SORT | RANGE),
    FIELD_DATE("ends_on", RANGE),
    FIELD_TEXT("goals", 0, 4000, 0),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint campaign_constraints[] = {
    {"campaign_ends_on_check", "ends_on", FIELD_ERROR_RULE, "ends_on >= starts_on"},
    {0},
};

const struct resource campaign = {
    .name = "campaigns",
    .table = "campaign",
    .fields = campaign_fields,
    .scope = SCOPE_PROVINCE,
    .scope_field = "unit_id",
    .search = "name_search",
    .sort = "-starts_on",
    .constraints = campaign_constraints,
};

static const char *const topics[] = {"economy",        "society",     "security", "defence",
                                     "party_building", "environment", "other",    NULL};
static const char *const directions[] = {"at_least", "at_most", NULL};
static const char *const statuses[] = {"met", "on_track", "at_risk", "unmet", NULL};

static const struct field target_fields[] = {
    FIELD_REF("campaign_id", REQUIRED | FILTER),
    FIELD_REF("unit_id", REQUIRED | FILTER),
    FIELD_REF("collective_id", FILTER),
    FIELD_TEXT("indicator", 1, 300, REQUIRED | SORT),
    FIELD_ENUM("field", topics, REQUIRED | FILTER),
    FIELD_TEXT("measure_unit", 1, 60, REQUIRED),
    FIELD_ENUM("direction", directions, REQUIRED | FILTER),
    FIELD_DECIMAL("registered_value", REQUIRED | RANGE),
    FIELD_DECIMAL("actual_value", RANGE),
    FIELD_DECIMAL("projected_value", RANGE),
    FIELD_DATE("figures_on", RANGE),
    FIELD_DATE("due_on", REQUIRED | SORT | RANGE),
    FIELD_BOOL("priority", "false", FILTER),
    FIELD_TEXT("note", 0, 2000, 0),
    {.name = "status", .type = FIELD_TYPE_ENUM, .flags = READ_ONLY | FILTER, .values = statuses},
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint target_constraints[] = {
    {"campaign_target_registration_key", "indicator", FIELD_ERROR_UNIQUE, NULL},
    {"campaign_target_collective_unit", "collective_id", FIELD_ERROR_RULE, NULL},
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
