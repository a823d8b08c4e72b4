/* campaign_target_event: what happened to a target: registered, changed, confirmed, returned, amended. */
#include "resources/resources.h"

static const char *const actions[] = {"register", "change", "confirm", "return", "amend", NULL};
static const char *const roles[] = {"unit_officer", "district_reviewer", "province_reviewer", NULL};

static const struct field fields[] = {
    FIELD_ENUM("action", actions, READ_ONLY | FILTER),
    FIELD_SHOWN("actor", FIELD_TYPE_TEXT, 0),
    FIELD_ENUM("actor_role", roles, READ_ONLY),
    FIELD_SHOWN("recorded_at", FIELD_TYPE_TIME, SORT | RANGE),
    FIELD_SHOWN("reason", FIELD_TYPE_TEXT, 0),
    FIELD_JSON("changes"),
    FIELD_END,
};

const struct resource campaign_target_event = {
    .name = "events",
    .table = "campaign_target_event",
    .fields = fields,
    .sort = "recorded_at",
    .parent = &campaign_target,
    .parent_column = "campaign_target_id",
};
