/*
 * act: see act.h. An act is one event; a nomination that moved meanwhile, a wrong state or person are its errors.
 */
#include "nominations/act.h"

#include "base/arena.h"
#include "resources/resources.h"
#include "rest/crud.h"
#include "rest/decode.h"
#include "rest/session.h"
#include "rest/values.h"

static const char *const verdicts[] = {"receive", "approve", "forward", "return", "reject", NULL};

#define ACTED_ON FIELD_DATE("acted_on", 0)

static const struct field submission_fields[] = {ACTED_ON, FIELD_END};

static const struct field review_fields[] = {
    FIELD_ENUM("verdict", verdicts, REQUIRED),
    FIELD_TEXT("reason", 1, 2000, 0),
    FIELD_ENUM_SET("fields", returned_fields, 0),
    FIELD_TEXT("acknowledgement", 1, 2000, 0),
    FIELD_KEY("letter_number", 1, 60, 0),
    FIELD_DATE("letter_on", 0),
    ACTED_ON,
    FIELD_END,
};

static const struct field reason_fields[] = {FIELD_TEXT("reason", 1, 2000, REQUIRED), ACTED_ON, FIELD_END};

static const struct field hold_fields[] = {
    FIELD_ENUM("ground", hold_grounds, REQUIRED),
    FIELD_TEXT("reason", 1, 2000, REQUIRED),
    ACTED_ON,
    FIELD_END,
};

static const struct constraint event_constraints[] = {
    {"nomination_event_reason", "reason", FIELD_ERROR_REQUIRED, NULL},
    {"nomination_event_letter_number_check", "letter_number", FIELD_ERROR_RULE, "forward ↔ letter_number"},
    {"nomination_event_letter_on_check", "letter_on", FIELD_ERROR_RULE, "forward ↔ letter_on"},
    {"nomination_event_fields_check", "fields", FIELD_ERROR_RULE, "return ↔ fields"},
    {0},
};

const struct standing nomination_standing = {
    .sql = "select to_json(n.state), array_to_json(nomination_allowed(n.id, coalesce($2::date, today()))),\n"
           "    nomination_warnings(n.id)\n"
           "from nomination as n\n"
           "where n.id = $1::uuid",
    .captures = 1,
    .by = "acted_on",
    .rule = "nomination_warnings",
    .more = "warnings",
};

/* An event of these columns, on the version that the caller saw. */
#define ENTER_EVENT(columns, values) \
    "insert into nomination_event (nomination_id, on_version, " columns ")\n" \
    "values ($1::uuid, $2::bigint, " values ")\n" \
    "returning id"

#define EVENT(actions) \
    .of = &nomination, .enter = "select nomination_enter($1::uuid, '" actions "'::text[])", .takes_version = true, \
    .constraints = event_constraints, .standing = &nomination_standing, .made = &nomination_event

const struct act submission = {
    EVENT("{submit}"), .sql = ENTER_EVENT("action, acted_on", "'submit', $3::date"), .fields = submission_fields};
const struct act review = {
    EVENT("{receive,approve,forward,return,reject}"),
    .sql = ENTER_EVENT("action, reason, fields, acknowledgement, letter_number, letter_on, acted_on",
                       "$3, $4, $5::text[], $6, $7, $8::date, $9::date"),
    .fields = review_fields};
const struct act withdrawal = {
    EVENT("{withdraw}"), .sql = ENTER_EVENT("action, reason, acted_on", "'withdraw', $3, $4::date"),
    .fields = reason_fields};
const struct act hold = {
    EVENT("{hold}"), .sql = ENTER_EVENT("action, ground, reason, acted_on", "'hold', $3, $4, $5::date"),
    .fields = hold_fields};
const struct act resumption = {
    EVENT("{resume}"), .sql = ENTER_EVENT("action, reason, acted_on", "'resume', $3, $4::date"), .fields = reason_fields};

/*
 * An event takes its subject's lock before any row (schema/functions/45_nomination_warning). Whatever else changes nominations takes
 * the locks in that order too, several by id, or it would wait for an event that waits for it.
 */
static const char await_nomination[] =
    "select await_subject(coalesce(individual_id, collective_id)) from nomination where id = $1::uuid";
static const char await_nominations[] =
    "select await_subject(s.id)\n"
    "from (\n"
    "    select distinct coalesce(n.individual_id, n.collective_id) as id\n"
    "    from nomination as n\n"
    "    where n.dossier_id = $1::uuid\n"
    "    order by 1\n"
    ") as s";

/* Parameters: the dossier, its version, the day. The dossier is locked, so that two submissions cannot cross. */
static const char lock_dossier[] =
    "select to_json(state) from dossier where id = $1::uuid and version = $2::bigint for no key update";
static const char unsent[] =
    "select id from nomination where dossier_id = $1::uuid and state in ('draft', 'returned') order by id";
static const char submit_one[] =
    "insert into nomination_event (nomination_id, on_version, action, acted_on)\n"
    "select n.id, n.version, 'submit', $2::date\n"
    "from nomination as n\n"
    "where n.id = $1::uuid\n"
    "returning id";

static bool refuse_empty(struct req *r, const char *dossier_state)
{
    session_query(r, "select refuse('dossier_empty')", 0, NULL);
    fail_member(&r->ctx, "current_state", arena_strdup(r->ctx.arena, dossier_state));
    return fail_member(&r->ctx, "allowed", "[]");
}

/* One after the other: what is sent may change the warnings of another one of its subject, and so its version. */
static bool submit_each(struct req *r, const struct rows *ids, const struct values *v)
{
    for (int i = 0; i < rows_count(ids); i++) {
        const char *params[] = {rows_text(ids, i, 0), values_get(v, "acted_on")};
        if (!session_query(r, submit_one, 2, params))
            return act_refused(r, &submission, params, v);
    }
    return true;
}

static bool submit_nominations(struct req *r, const struct values *v)
{
    const char *params[] = {r->captures[0], arena_printf(r->ctx.arena, "%lld", r->version)};
    struct rows *awaited = session_query(r, await_nominations, 1, params);
    struct rows *locked = awaited ? session_query(r, lock_dossier, 2, params) : NULL;
    if (!locked)
        return false;
    if (rows_count(locked) == 0)
        return fail(&r->ctx, PROBLEM_STALE);
    struct rows *ids = session_query(r, unsent, 1, params);
    if (!ids)
        return false;
    if (rows_count(ids) == 0)
        return refuse_empty(r, rows_text(locked, 0, 0));
    const char *location = arena_printf(r->ctx.arena, "/v1/dossiers/%s", r->captures[0]);
    return submit_each(r, ids, v) && crud_reply_moved(r, &dossier, location);
}

bool dossier_submit(struct req *r)
{
    struct values v = {0};
    if (!decode_object(r, submission.fields, DECODE_CREATE, r->json, "", &v))
        return false;
    return session_begin(r) && submit_nominations(r, &v) && session_commit(r);
}

static bool correct(struct req *r, bool (*write)(struct req *))
{
    return session_begin(r) && session_query(r, await_nomination, 1, r->captures) && write(r) && session_commit(r);
}

bool nomination_replace(struct req *r)
{
    return correct(r, crud_replace) || state_refused(r, &nomination_standing, r->captures, NULL);
}

bool nomination_patch(struct req *r)
{
    return correct(r, crud_patch) || state_refused(r, &nomination_standing, r->captures, NULL);
}

bool nomination_delete(struct req *r)
{
    return crud_delete(r) || state_refused(r, &nomination_standing, r->captures, NULL);
}

/* A read that asks what its caller may do: the settings of writes besides those of reads. */
bool work_queue_list(struct req *r)
{
    db_set(&r->session->db, "tdkt.subject", r->session->subject);
    db_set(&r->session->db, "tdkt.write_scope", r->session->write_scope);
    return crud_list(r);
}
