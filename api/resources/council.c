/*
 * council: sessions of the Emulation and Commendation Council, who sits in one, and its agenda. What is done in a
 * session (recusals, ballots, papers, results) is api/council/; what a vote needs to pass, the database's
 * (schema/migrations/0076 to 0080).
 */
#include "resources/resources.h"

static const char *const session_states[] = {"planned", "open", "closed", NULL};

static const struct field session_fields[] = {
    FIELD_REF("unit_id", REQUIRED | FILTER),
    FIELD_REF("collective_id", FILTER),
    FIELD_KEY("number", 1, 60, REQUIRED | FILTER),
    FIELD_DATE("held_on", REQUIRED | SORT | RANGE),
    FIELD_TEXT("place", 0, 200, 0),
    FIELD_TEXT("minutes", 0, 20000, 0),
    {.name = "state", .type = FIELD_TYPE_ENUM, .flags = READ_ONLY | FILTER, .values = session_states},
    {.name = "opened_by", .type = FIELD_TYPE_TEXT, .flags = READ_ONLY},
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint session_constraints[] = {
    {"council_session_council_number_held_on_key", "number", FIELD_ERROR_UNIQUE, NULL},
    {0},
};

const struct resource council_session = {
    .name = "council-sessions",
    .table = "council_session",
    .fields = session_fields,
    .scope = SCOPE_UNITS,
    .scope_field = "unit_id",
    .sort = "-held_on",
    .constraints = session_constraints,
};

static const char *const member_roles[] = {"chair",  "first_vice_chair", "vice_chair", "standing_member",
                                           "member", "secretary",        NULL};
const char *const council_attendances[] = {"present", "absent", "written", NULL};

static const struct field member_fields[] = {
    FIELD_TEXT("name", 1, 120, REQUIRED | SORT),
    FIELD_TEXT("position", 1, 200, 0),
    FIELD_STATE("role", member_roles, "member", FILTER),
    FIELD_TEXT("subject", 1, 255, FILTER),
    FIELD_REF("collective_id", FILTER),
    FIELD_STATE("attendance", council_attendances, "present", FILTER),
    {.name = "session_id", .type = FIELD_TYPE_UUID, .flags = READ_ONLY},
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint member_constraints[] = {
    {"council_member_chair_key", "role", FIELD_ERROR_UNIQUE, NULL},
    {0},
};

const struct resource council_member = {
    .name = "members",
    .table = "council_member",
    .fields = member_fields,
    .sort = "created_at",
    .parent = &council_session,
    .parent_column = "session_id",
    .constraints = member_constraints,
};

static const char *const outcomes[] = {"pending", "passed", "failed", "deferred", NULL};

#define SHOWN(n, kind) \
    { \
        .name = (n), .type = (kind), .flags = READ_ONLY \
    }

static const struct field item_fields[] = {
    FIELD_REF("nomination_id", REQUIRED | FILTER),
    FIELD_INT("position", 1, 10000, REQUIRED | SORT),
    SHOWN("session_id", FIELD_TYPE_UUID),
    SHOWN("rule_id", FIELD_TYPE_UUID),
    SHOWN("permille", FIELD_TYPE_INT),
    SHOWN("quorum_permille", FIELD_TYPE_INT),
    SHOWN("secret", FIELD_TYPE_BOOL),
    SHOWN("written_allowed", FIELD_TYPE_BOOL),
    SHOWN("recusal_shrinks", FIELD_TYPE_BOOL),
    {.name = "outcome", .type = FIELD_TYPE_ENUM, .flags = READ_ONLY | FILTER, .values = outcomes},
    SHOWN("reason", FIELD_TYPE_TEXT),
    SHOWN("agree", FIELD_TYPE_INT),
    SHOWN("disagree", FIELD_TYPE_INT),
    SHOWN("blank", FIELD_TYPE_INT),
    SHOWN("member_count", FIELD_TYPE_INT),
    SHOWN("recused_count", FIELD_TYPE_INT),
    SHOWN("needed", FIELD_TYPE_INT),
    SHOWN("round", FIELD_TYPE_INT),
    SHOWN("closed_at", FIELD_TYPE_TIME),
    SHOWN("closed_by", FIELD_TYPE_TEXT),
    SHOWN("closing_reason", FIELD_TYPE_TEXT),
    FIELD_TIMES,
    FIELD_END,
};

const struct resource council_item = {
    .name = "items",
    .table = "council_item",
    .fields = item_fields,
    .sort = "position",
    .parent = &council_session,
    .parent_column = "session_id",
};

static const char *const paper_states[] = {"waiting", "counted", "refused", "withdrawn", NULL};

/* What it says is not among its members, and its digest only once it is counted. */
static const struct field paper_fields[] = {
    {.name = "item_id", .type = FIELD_TYPE_UUID, .flags = READ_ONLY | FILTER},
    SHOWN("number", FIELD_TYPE_TEXT),
    SHOWN("dated_on", FIELD_TYPE_DATE),
    SHOWN("sha256", FIELD_TYPE_TEXT),
    SHOWN("voters", FIELD_TYPE_UUID_SET),
    {.name = "state", .type = FIELD_TYPE_ENUM, .flags = READ_ONLY | FILTER, .values = paper_states},
    SHOWN("reason", FIELD_TYPE_TEXT),
    SHOWN("round", FIELD_TYPE_INT),
    SHOWN("entered_by", FIELD_TYPE_TEXT),
    SHOWN("confirmed_by", FIELD_TYPE_TEXT),
    SHOWN("refused_by", FIELD_TYPE_TEXT),
    SHOWN("session_id", FIELD_TYPE_UUID),
    FIELD_TIMES,
    FIELD_END,
};

const struct resource council_paper = {
    .name = "papers",
    .table = "council_paper",
    .fields = paper_fields,
    .sort = "created_at",
    .parent = &council_session,
    .parent_column = "session_id",
};
