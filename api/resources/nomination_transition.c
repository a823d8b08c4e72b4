/* nomination_transition: the workflow of nominations as data: which action leads from which state to which, and who may do it. */
#include "resources/resources.h"

static const char *const origins[] = {"local", "province", NULL};

static const struct field fields[] = {
    FIELD_ENUM("from_state", nomination_states, READ_ONLY | FILTER | SORT),
    FIELD_ENUM("action", nomination_actions, READ_ONLY | FILTER | SORT),
    FIELD_ENUM("to_state", nomination_states, READ_ONLY | FILTER),
    FIELD_ENUM_SET("roles", nomination_roles, READ_ONLY),
    FIELD_ENUM("stage", nomination_stages, READ_ONLY | FILTER),
    FIELD_ENUM_SET("award_levels", award_levels, READ_ONLY),
    FIELD_ENUM_SET("origins", origins, READ_ONLY),
    FIELD_SHOWN("consultation", FIELD_TYPE_BOOL, 0),
    FIELD_SHOWN("votes", FIELD_TYPE_BOOL, 0),
    FIELD_SHOWN("simplified", FIELD_TYPE_BOOL, 0),
    FIELD_SHOWN("needs_reason", FIELD_TYPE_BOOL, 0),
    FIELD_SHOWN("weighs_warnings", FIELD_TYPE_BOOL, 0),
    FIELD_END,
};

const struct resource nomination_transition = {
    .name = "nomination-transitions",
    .table = "nomination_transition",
    .fields = fields,
    .scope = SCOPE_NONE,
    .sort = "from_state,action",
};
