/*
 * individual_move: a request to move a person to another unit, and its outcome (chuyển công tác). Only functions of the database
 * write it (functions/23_individual_move); the view leaves out what the caller may not know yet.
 */
#include "resources/resources.h"

static const char *const names[] = {"individual_id", "citizen_id", NULL};
static const char *const states[] = {"requested", "released", "refused", "withdrawn", NULL};

static const struct field fields[] = {
    FIELD_REF("individual_id", READ_ONLY | FILTER),
    FIELD_ENUM("named_by", names, READ_ONLY),
    FIELD_REF("from_collective_id", READ_ONLY | FILTER),
    FIELD_SHOWN("from_collective_name", FIELD_TYPE_TEXT, 0),
    FIELD_REF("from_unit_id", READ_ONLY | FILTER),
    FIELD_REF("to_collective_id", READ_ONLY | FILTER),
    FIELD_SHOWN("to_collective_name", FIELD_TYPE_TEXT, 0),
    FIELD_REF("to_unit_id", READ_ONLY | FILTER),
    FIELD_DATE("moved_on", READ_ONLY | RANGE),
    FIELD_TEXT("position", 1, 200, READ_ONLY),
    FIELD_ENUM("position_group", position_groups, READ_ONLY),
    FIELD_KEY("code", 1, 32, READ_ONLY),
    FIELD_KEY("decision_number", 1, 60, READ_ONLY),
    FIELD_TEXT("reason", 1, 2000, READ_ONLY),
    FIELD_ENUM("state", states, READ_ONLY | FILTER),
    FIELD_TEXT("requested_by", 1, 255, READ_ONLY),
    FIELD_TEXT("answered_by", 1, 255, READ_ONLY),
    FIELD_DATE("answered_on", READ_ONLY),
    FIELD_TEXT("answer_reason", 1, 2000, READ_ONLY),
    FIELD_TIMES,
    FIELD_END,
};

/* The view has the rows of the caller's units and no others. */
const struct resource individual_move = {
    .name = "individual-moves",
    .table = "known_move",
    .fields = fields,
    .scope = SCOPE_NONE,
    .sort = "-created_at",
};
