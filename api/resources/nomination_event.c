/* nomination_event: the events of a nomination's workflow, added and never changed. */
#include "resources/resources.h"

static const char *const grounds[] = {"discipline",     "inspection",         "complaint",       "false_achievement",
                                      "forged_dossier", "unlawful_procedure", "later_violation", NULL};

static const struct field fields[] = {
    FIELD_ENUM("action", nomination_actions, READ_ONLY | FILTER),
    FIELD_ENUM("from_state", nomination_states, READ_ONLY),
    FIELD_ENUM("to_state", nomination_states, READ_ONLY),
    FIELD_ENUM("stage", nomination_stages, READ_ONLY | FILTER),
    FIELD_SHOWN("actor", FIELD_TYPE_TEXT, 0),
    FIELD_ENUM("actor_role", nomination_roles, READ_ONLY),
    FIELD_REF("actor_unit_id", READ_ONLY),
    FIELD_DATE("acted_on", READ_ONLY | RANGE),
    FIELD_SHOWN("recorded_at", FIELD_TYPE_TIME, SORT | RANGE),
    FIELD_SHOWN("reason", FIELD_TYPE_TEXT, 0),
    FIELD_ENUM_SET("fields", returned_fields, READ_ONLY),
    FIELD_SHOWN("acknowledgement", FIELD_TYPE_TEXT, 0),
    FIELD_ENUM("ground", grounds, READ_ONLY),
    FIELD_SHOWN("letter_number", FIELD_TYPE_TEXT, 0),
    FIELD_DATE("letter_on", READ_ONLY),
    FIELD_REF("decision_id", READ_ONLY),
    FIELD_REF("council_item_id", READ_ONLY),
    FIELD_END,
};

const struct resource nomination_event = {
    .name = "events",
    .table = "nomination_event",
    .fields = fields,
    .sort = "recorded_at",
    .parent = &nomination,
    .parent_column = "nomination_id",
};
