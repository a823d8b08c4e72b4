/* council: see council.h. No ballot is kept here, shown in an answer or logged. */
#include "council/council.h"

#include "base/uuid.h"
#include "resources/resources.h"
#include "rest/json.h"
#include "rest/session.h"

const char *const council_votes[] = {"agree", "disagree", "blank", NULL};
static const char *const said_outcomes[] = {"deferred", NULL}; /* the others are counted from the votes */

static const struct field no_fields[] = {FIELD_END};
static const struct field closing_fields[] = {FIELD_TEXT("minutes", 0, 20000, 0), FIELD_END};
static const struct field recusal_fields[] = {FIELD_REF("member_id", REQUIRED), FIELD_END};
static const struct field ballot_fields[] = {FIELD_REF("member_id", REQUIRED), FIELD_ENUM("vote", council_votes, REQUIRED),
                                             FIELD_END};
static const struct field reason_fields[] = {FIELD_TEXT("reason", 1, 2000, REQUIRED), FIELD_END};
static const struct field attendance_fields[] = {
    FIELD_ENUM("attendance", council_attendances, REQUIRED),
    FIELD_TEXT("reason", 1, 2000, REQUIRED),
    FIELD_END,
};
static const struct field result_fields[] = {
    FIELD_ENUM("outcome", said_outcomes, 0),
    FIELD_TEXT("reason", 1, 2000, 0),
    FIELD_DATE("acted_on", 0),
    FIELD_END,
};

static const struct constraint vote_constraints[] = {
    {"council_participation_member_id_fkey", "member_id", FIELD_ERROR_REFERENCE, NULL},
    {"council_participation_pkey", "member_id", FIELD_ERROR_UNIQUE, NULL},
    {"council_recusal_item_id_member_id_key", "member_id", FIELD_ERROR_UNIQUE, NULL},
    {0},
};
static const struct constraint result_constraints[] = {
    {"council_item_reason_deferred", "reason", FIELD_ERROR_REQUIRED, NULL},
    {0},
};

#define ON_SESSION .of = &council_session, .takes_version = true
#define ON_ITEM .of = &council_item
#define ON_MEMBER .of = &council_member, .takes_version = true

const struct act council_opening = {
    ON_SESSION, .sql = "select open_council_session($1::uuid, $2::bigint)", .fields = no_fields};
const struct act council_closing = {
    ON_SESSION, .sql = "select close_council_session($1::uuid, $2::bigint, $3)", .fields = closing_fields};
const struct act council_recusal = {ON_ITEM, .sql = "select recuse_council_member($1::uuid, $2::uuid)",
                                            .fields = recusal_fields, .constraints = vote_constraints};
const struct act council_ballot = {ON_ITEM, .sql = "select cast_council_ballot($1::uuid, $2::uuid, $3)",
                                            .fields = ballot_fields, .constraints = vote_constraints};
const struct act council_ballot_closing = {
    ON_ITEM, .takes_version = true, .sql = "select close_council_ballot($1::uuid, $2::bigint, $3)",
    .fields = reason_fields};
const struct act council_reopening = {
    ON_ITEM, .takes_version = true, .sql = "select reopen_council_item($1::uuid, $2::bigint, $3)",
    .fields = reason_fields};
const struct act council_attendance = {
    ON_MEMBER, .sql = "select change_council_attendance($1::uuid, $2::bigint, $3, $4)", .fields = attendance_fields};
const struct act council_result = {ON_ITEM,
                                           .sql = "select conclude_council_item($1::uuid, $2, $3, $4::date)",
                                           .fields = result_fields, .constraints = result_constraints};

bool council_minutes(struct req *r)
{
    static const char sql[] = "select council_minutes($1::uuid)";
    if (!is_uuid(r->captures[0]))
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    struct rows *rows = session_query(r, sql, 1, r->captures);
    if (!rows)
        return false;
    if (!rows_text(rows, 0, 0))
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    return json_reply(r, rows_text(rows, 0, 0), rows_length(rows, 0, 0));
}
