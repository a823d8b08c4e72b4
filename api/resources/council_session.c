/*
 * council_session: a session of the Emulation and Commendation Council. The acts in a session (recusals, ballots, papers, results)
 * are in api/council/; what a vote needs to pass is in schema/functions/50_council to 56.
 */
#include "resources/resources.h"

static const char *const states[] = {"planned", "open", "closed", NULL};

static const struct field fields[] = {
    FIELD_REF("unit_id", REQUIRED | FILTER),
    FIELD_REF("collective_id", FILTER),
    FIELD_KEY("number", 1, 60, REQUIRED | FILTER),
    FIELD_DATE("held_on", REQUIRED | SORT | RANGE),
    FIELD_TEXT("place", 0, 200, 0),
    FIELD_TEXT("minutes", 0, 20000, 0),
    FIELD_ENUM("state", states, READ_ONLY | FILTER),
    FIELD_SHOWN("opened_by", FIELD_TYPE_TEXT, 0),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"council_session_council_number_held_on_key", "number", FIELD_ERROR_UNIQUE, NULL},
    {0},
};

const struct resource council_session = {
    .name = "council-sessions",
    .table = "council_session",
    .fields = fields,
    .scope = SCOPE_OWN,
    .scope_field = "unit_id",
    .sort = "-held_on",
    .constraints = constraints,
};
