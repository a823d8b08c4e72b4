/* council: see council.h. Nothing of a ballot is kept here: not in the answer, not in the log. */
#include "council/council.h"

#include "base/arena.h"
#include "base/uuid.h"
#include "http/reply.h"
#include "http/router.h"
#include "rest/crud.h"
#include "rest/decode.h"
#include "rest/session.h"
#include "rest/values.h"

#include <string.h>

enum { VOTERS_MAX = 200 };

/* An act: the function of the database that performs it, on the row, its version where that counts, and the body. */
struct council_act {
    const char *sql;
    const struct field *fields;
    const struct constraint *constraints;
};

static const char *const votes[] = {"agree", "disagree", "blank", NULL};
static const char *const said_outcomes[] = {"deferred", NULL}; /* the others follow from the votes */

static const struct field no_fields[] = {FIELD_END};
static const struct field closing_fields[] = {FIELD_TEXT("minutes", 0, 20000, 0), FIELD_END};
static const struct field recusal_fields[] = {FIELD_REF("member_id", REQUIRED), FIELD_END};
static const struct field ballot_fields[] = {FIELD_REF("member_id", REQUIRED), FIELD_ENUM("vote", votes, REQUIRED),
                                             FIELD_END};
static const struct field tally_fields[] = {
    FIELD_INT("agree", 0, VOTERS_MAX, REQUIRED),
    FIELD_INT("disagree", 0, VOTERS_MAX, REQUIRED),
    FIELD_INT("blank", 0, VOTERS_MAX, REQUIRED),
    FIELD_UUID_SET("voters", VOTERS_MAX, REQUIRED),
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
static const struct constraint tally_constraints[] = {
    {"council_participation_member_id_fkey", "voters", FIELD_ERROR_REFERENCE, NULL},
    {"council_participation_pkey", "voters", FIELD_ERROR_UNIQUE, NULL},
    {"council_tally_voters", "voters", FIELD_ERROR_RULE, NULL},
    {0},
};
static const struct constraint result_constraints[] = {
    {"council_item_reason_deferred", "reason", FIELD_ERROR_REQUIRED, NULL},
    {"council_item_acted_on", "acted_on", FIELD_ERROR_RULE, NULL},
    {"nomination_event_future", "acted_on", FIELD_ERROR_RULE, NULL},
    {"nomination_event_order", "acted_on", FIELD_ERROR_RULE, NULL},
    {0},
};

static const struct council_act opening = {"select open_council_session($1::uuid, $2::bigint)", no_fields, NULL};
static const struct council_act closing = {"select close_council_session($1::uuid, $2::bigint, $3)", closing_fields,
                                           NULL};
static const struct council_act recusal = {"select recuse_council_member($1::uuid, $2::uuid)", recusal_fields,
                                           vote_constraints};
static const struct council_act ballot = {"select cast_council_ballot($1::uuid, $2::uuid, $3)", ballot_fields,
                                          vote_constraints};
static const struct council_act tally = {
    "select count_council_ballots($1::uuid, $2::int, $3::int, $4::int, $5::uuid[])", tally_fields, tally_constraints};
static const struct council_act result = {"select conclude_council_item($1::uuid, $2, $3, $4::date)", result_fields,
                                          result_constraints};

/* Where the session stands, or the item: outside the refused transaction, and only for who sees the session. */
static const char standing_sql[] =
    "select to_json(case when s.state = 'open' then coalesce(i.outcome, s.state) else s.state end),\n"
    "    array_to_json(council_allowed(s.state, i.outcome))\n"
    "from council_session as s\n"
    "left join council_item as i on i.session_id = s.id and i.id = $2::uuid\n"
    "where s.id = $1::uuid";

/* False, as whatever refused. Tells a caller whom the state refuses what it is and what it leaves open. */
static bool refuse_state(struct req *r, const char *session_id, const char *item_id)
{
    struct db *db = &r->session->db;
    if (strcmp(db->violated.sqlstate, "TD002") != 0 || !session_id)
        return false;
    const char *params[] = {session_id, item_id};
    struct rows *rows = query(db, standing_sql, 2, params);
    if (!rows || rows_count(rows) == 0)
        return false;
    fail_member(&r->ctx, "current_state", arena_strdup(r->ctx.arena, rows_text(rows, 0, 0)));
    return fail_member(&r->ctx, "allowed", arena_strdup(r->ctx.arena, rows_text(rows, 0, 1)));
}

/* An item's acts; a session has no second capture. */
static const char *item_of(const struct req *r)
{
    return r->captures[1];
}

static bool refuse_act(struct req *r, const struct council_act *act)
{
    const struct resource entered = {
        .name = "council", .table = "council", .fields = act->fields, .constraints = act->constraints};
    crud_refused(r, &entered, "");
    return refuse_state(r, r->captures[0], item_of(r));
}

static bool move(struct req *r, const struct council_act *act, const char *const *params, int count)
{
    if (!session_query(r, act->sql, count, params))
        return refuse_act(r, act);
    const char *location = arena_strndup(r->ctx.arena, r->path, (size_t)(strrchr(r->path, '/') - r->path));
    return crud_reply_moved(r, r->route->resource, location);
}

/* The function's parameters: the `count` that are there, then the body's members in their order. */
static bool perform(struct req *r, const struct council_act *act, const char *params[static VALUES_MAX], int count)
{
    struct values v = {0};
    if (!decode_object(r, act->fields, DECODE_CREATE, r->json, "", &v))
        return false;
    return session_begin(r) && move(r, act, params, values_params(&v, params, count)) && session_commit(r);
}

static bool perform_on_session(struct req *r, const struct council_act *act)
{
    const char *params[VALUES_MAX] = {r->captures[0], arena_printf(r->ctx.arena, "%lld", r->version)};
    return perform(r, act, params, 2);
}

static bool perform_on_item(struct req *r, const struct council_act *act)
{
    const char *params[VALUES_MAX] = {item_of(r)};
    return perform(r, act, params, 1);
}

bool council_open(struct req *r)
{
    return perform_on_session(r, &opening);
}

bool council_close(struct req *r)
{
    return perform_on_session(r, &closing);
}

bool council_recuse(struct req *r)
{
    return perform_on_item(r, &recusal);
}

bool council_cast(struct req *r)
{
    return perform_on_item(r, &ballot);
}

bool council_count(struct req *r)
{
    return perform_on_item(r, &tally);
}

bool council_conclude(struct req *r)
{
    return perform_on_item(r, &result);
}

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
    return reply_json(r, 200, rows_text(rows, 0, 0), rows_length(rows, 0, 0));
}

bool council_create(struct req *r)
{
    return crud_create(r) || refuse_state(r, r->captures[0], NULL);
}

bool council_replace(struct req *r)
{
    return crud_replace(r) || refuse_state(r, r->captures[0], NULL);
}

bool council_patch(struct req *r)
{
    return crud_patch(r) || refuse_state(r, r->captures[0], NULL);
}

bool council_delete(struct req *r)
{
    return crud_delete(r) || refuse_state(r, r->captures[0], NULL);
}
