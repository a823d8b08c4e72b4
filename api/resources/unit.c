/*
 * unit: administrative units; one row per version of a unit in time (code, name, type, parent, from, to). A code means nothing
 * without a date.
 */
#include "resources/fields.h"

static const char *const levels[] = {"province", "district", "commune", NULL};
static const char *const types[] = {"province", "municipality", "city",    "town",         "district",
                                    "ward",     "township",     "commune", "special_zone", NULL};

/* A unit keeps the version of its parent that it was recorded under, also when the parent has been renamed or upgraded since. */
static const char below[] = "t.parent_lineage_id = (select p.lineage_id from unit as p where p.id = %s)";

static const struct field fields[] = {
    FIELD_KEY("code", 1, 16, REQUIRED | FILTER | SORT),
    FIELD_TEXT("name", 1, 120, REQUIRED | SORT),
    FIELD_ENUM("type", types, REQUIRED | FILTER),
    FIELD_ENUM("level", levels, REQUIRED | FILTER),
    FIELD_REF_MATCHED("parent_id", 0, below),
    FIELD_VALIDITY(SORT),
    FIELD_TEXT("legal_act", 0, 300, 0),
    FIELD_REF("lineage_id", READ_ONLY | FILTER),
    FIELD_REF("parent_lineage_id", READ_ONLY | FILTER),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"unit_code_valid_from_key", "valid_from", FIELD_ERROR_UNIQUE, NULL},
    {"unit_code_period_excl", "valid_from", FIELD_ERROR_UNIQUE, NULL},
    {"unit_type_level_check", "type", FIELD_ERROR_RULE, NULL},
    {"unit_parent_id_check", "parent_id", FIELD_ERROR_RULE, NULL},
    {"unit_valid_to_check", "valid_to", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct resource unit = {
    .name = "units",
    .table = "unit",
    .fields = fields,
    .search = "name_search",
    .sort = "code,valid_from",
    .is_temporal = true,
    .constraints = constraints,
};
