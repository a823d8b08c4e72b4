/* dossier_transfer: each transfer of a dossier to another unit, and each that was taken back. */
#include "resources/resources.h"

static const char *const actions[] = {"transfer", "take_back", NULL};

static const struct field fields[] = {
    FIELD_ENUM("action", actions, READ_ONLY | FILTER),
    FIELD_REF("from_unit_id", READ_ONLY),
    FIELD_REF("to_unit_id", READ_ONLY),
    FIELD_SHOWN("reason", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("actor", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("recorded_at", FIELD_TYPE_TIME, SORT | RANGE),
    FIELD_END,
};

const struct resource dossier_transfer = {
    .name = "transfers",
    .table = "dossier_transfer",
    .fields = fields,
    .sort = "recorded_at",
    .parent = &dossier,
    .parent_column = "dossier_id",
};
