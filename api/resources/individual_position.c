/* individual_position: the history of positions of a person (quá trình công tác). Triggers of the database write it. */
#include "resources/resources.h"

static const struct field fields[] = {
    FIELD_REF("collective_id", READ_ONLY | FILTER),
    FIELD_SHOWN("collective_name", FIELD_TYPE_TEXT, 0),
    FIELD_REF("unit_id", READ_ONLY | FILTER),
    FIELD_DERIVED("unit_name", "(select u.name from unit as u where u.id = t.unit_id)"),
    FIELD_SHOWN("position", FIELD_TYPE_TEXT, 0),
    FIELD_ENUM("position_group", position_groups, READ_ONLY),
    FIELD_DATE("held_from", READ_ONLY),
    FIELD_REF("move_id", READ_ONLY),
    FIELD_SHOWN("recorded_at", FIELD_TYPE_TIME, SORT | RANGE),
    {.name = "on", .type = FIELD_TYPE_DATE, .flags = READ_ONLY | FILTER | QUERY_ONLY, .filter = "t.id = position_on(t.individual_id, %s)"},
    FIELD_END,
};

const struct resource individual_position = {
    .name = "positions",
    .table = "individual_position",
    .fields = fields,
    .sort = "recorded_at",
    .parent = &individual,
    .parent_column = "individual_id",
};
