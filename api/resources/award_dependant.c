/* award_dependant: later awards and nominations that counted one award, so that a person who annuls it sees what depends on it. */
#include "resources/fields.h"

static const char *const kinds[] = {"award", "nomination", NULL};

static const struct field fields[] = {
    FIELD_ENUM("kind", kinds, READ_ONLY | FILTER),
    FIELD_KEY("code", 9, 9, READ_ONLY),
    FIELD_REF("award_class_id", READ_ONLY),
    FIELD_AWARD_CLASS_CODE,
    FIELD_YEAR(READ_ONLY),
    FIELD_DERIVED("state", NULL),
    FIELD_DATE("counted_on", READ_ONLY | SORT | RANGE),
    FIELD_END,
};

const struct resource award_dependant = {
    .name = "dependants",
    .table = "award_dependant",
    .fields = fields,
    .sort = "counted_on",
    .parent = &award,
    .parent_column = "on_award_id",
    .is_of_others = true,
};
