/* indicator: what a target measures, so that the targets of many units can be added up. */
#include "resources/fields.h"

const char *const indicator_topics[] = {"economy",        "society",     "security", "defence",
                                        "party_building", "environment", "other",    NULL};
const char *const indicator_bases[] = {"cumulative", "level", NULL};
const char *const target_directions[] = {"at_least", "at_most", NULL};

static const struct field fields[] = {
    FIELD_KEY("code", 1, 32, REQUIRED | FILTER | SORT),
    FIELD_TEXT("name_vi", 1, 300, REQUIRED | SORT),
    FIELD_TEXT("name_en", 1, 300, REQUIRED),
    FIELD_ENUM("field", indicator_topics, REQUIRED | FILTER),
    FIELD_TEXT("measure_unit", 1, 60, REQUIRED),
    FIELD_ENUM("direction", target_directions, REQUIRED | FILTER),
    FIELD_STATE("basis", indicator_bases, "cumulative", FILTER),
    FIELD_BOOL("additive", "false", FILTER),
    FIELD_VALIDITY(0),
    FIELD_TEXT("note", 0, 2000, 0),
    FIELD_REF("unit_id", IMMUTABLE | FILTER),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"indicator_valid_to_check", "valid_to", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct resource indicator = {
    .name = "indicators",
    .table = "indicator",
    .fields = fields,
    .search = "name_search",
    .sort = "code",
    .is_temporal = true,
    .constraints = constraints,
};
