/*
 * consultation_item: a nomination on a list for public consultation, with what the public reads of it. It stays on the list until it
 * leaves the consultation; then left_by says by which act.
 */
#include "resources/fields.h"

static const char *const leavings[] = {"approve", "hold", "reject", "return", "withdraw", "transfer", NULL};

static const struct field fields[] = {
    FIELD_REF("consultation_id", READ_ONLY),
    FIELD_REF("nomination_id", REQUIRED | FILTER),
    FIELD_SHOWN("nominee_name", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("unit_id", FIELD_TYPE_UUID, 0),
    FIELD_AWARD_CLASS_CODE,
    FIELD_SHOWN("year", FIELD_TYPE_INT, 0),
    FIELD_ENUM("left_by", leavings, READ_ONLY | FILTER),
    FIELD_SHOWN("left_on", FIELD_TYPE_DATE, 0),
    FIELD_TIMES,
    FIELD_END,
};

const struct resource consultation_item = {
    .name = "items",
    .table = "consultation_item",
    .fields = fields,
    .sort = "created_at",
    .parent = &consultation,
    .parent_column = "consultation_id",
};
