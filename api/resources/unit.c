/*
 * unit: administrative units, one row a version of a unit through time (code, name, type, parent, from, to), and the successions
 * that connect them: merge, split, rename, upgrade. A bare code means nothing without a date.
 */
#include "resources/resources.h"

static const char *const levels[] = {"province", "district", "commune", NULL};
static const char *const types[] = {"province", "municipality", "city",    "town",         "district",
                                    "ward",     "township",     "commune", "special_zone", NULL};

static const struct field unit_fields[] = {
    FIELD_KEY("code", 1, 16, REQUIRED | FILTER | SORT),
    FIELD_TEXT("name", 1, 120, REQUIRED | SORT),
    FIELD_ENUM("type", types, REQUIRED | FILTER),
    FIELD_ENUM("level", levels, REQUIRED | FILTER),
    FIELD_REF("parent_id", FILTER),
    FIELD_DATE("valid_from", REQUIRED | SORT | RANGE),
    FIELD_DATE("valid_to", RANGE),
    FIELD_TEXT("legal_act", 0, 300, 0),
    {.name = "lineage_id", .type = FIELD_TYPE_UUID, .flags = READ_ONLY | FILTER},
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint unit_constraints[] = {
    {"unit_code_valid_from_key", "valid_from", FIELD_ERROR_UNIQUE, NULL},
    {"unit_code_period_excl", "valid_from", FIELD_ERROR_UNIQUE, NULL},
    {"unit_type_level_check", "type", FIELD_ERROR_RULE, "type ↔ level"},
    {"unit_parent_id_check", "parent_id", FIELD_ERROR_RULE, "parent_id = null ↔ level = province"},
    {"unit_valid_to_check", "valid_to", FIELD_ERROR_RULE, "valid_to >= valid_from"},
    {0},
};

const struct resource unit = {
    .name = "units",
    .table = "unit",
    .fields = unit_fields,
    .search = "name_search",
    .sort = "code,valid_from",
    .is_temporal = true,
    .constraints = unit_constraints,
};

static const char *const kinds[] = {"merge", "split", "rename", "upgrade", NULL};

static const struct field succession_fields[] = {
    FIELD_REF("predecessor_id", READ_ONLY | FILTER),
    FIELD_REF("successor_id", REQUIRED | FILTER),
    FIELD_ENUM("kind", kinds, REQUIRED | FILTER),
    FIELD_DATE("effective_on", REQUIRED | SORT | RANGE),
    FIELD_TEXT("legal_act", 0, 300, 0),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint succession_constraints[] = {
    {"unit_succession_predecessor_id_successor_id_key", "successor_id", FIELD_ERROR_UNIQUE, NULL},
    {"unit_succession_continued_predecessor_key", "kind", FIELD_ERROR_UNIQUE, NULL},
    {"unit_succession_continued_successor_key", "successor_id", FIELD_ERROR_UNIQUE, NULL},
    {"unit_succession_successor_id_check", "successor_id", FIELD_ERROR_RULE, "successor_id <> predecessor_id"},
    {0},
};

/* Of a unit: what it came from and what became of it. A new one is made at its predecessor. */
const struct resource unit_succession = {
    .name = "successions",
    .table = "unit_succession",
    .fields = succession_fields,
    .sort = "effective_on",
    .parent = &unit,
    .parent_column = "predecessor_id",
    .parent_match = "%s in (t.predecessor_id, t.successor_id)",
    .constraints = succession_constraints,
};
