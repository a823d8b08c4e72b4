/* unit_succession: what became of a unit: merge, split, rename, upgrade. */
#include "resources/resources.h"

static const char *const kinds[] = {"merge", "split", "rename", "upgrade", NULL};

static const struct field fields[] = {
    FIELD_REF("predecessor_id", READ_ONLY | FILTER),
    FIELD_REF("successor_id", REQUIRED | FILTER | IMMUTABLE),
    FIELD_ENUM("kind", kinds, REQUIRED | FILTER),
    FIELD_DATE("effective_on", REQUIRED | SORT | RANGE),
    FIELD_TEXT("legal_act", 0, 300, 0),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"unit_succession_predecessor_id_successor_id_key", "successor_id", FIELD_ERROR_UNIQUE, NULL},
    {"unit_succession_continued_predecessor_key", "kind", FIELD_ERROR_UNIQUE, NULL},
    {"unit_succession_continued_successor_key", "successor_id", FIELD_ERROR_UNIQUE, NULL},
    {"unit_succession_successor_id_check", "successor_id", FIELD_ERROR_RULE, NULL},
    {0},
};

/* Listed at a unit: what it came from and what became of it. A new succession is created at the predecessor. */
const struct resource unit_succession = {
    .name = "successions",
    .table = "unit_succession",
    .fields = fields,
    .sort = "effective_on",
    .parent = &unit,
    .parent_column = "predecessor_id",
    .parent_match = "%s in (t.predecessor_id, t.successor_id)",
    .constraints = constraints,
};
