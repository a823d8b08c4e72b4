/*
 * act: see act.h. An act is one INSERT; a nomination that moved meanwhile, a wrong state or person are its errors.
 */
#include "nominations/act.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/uuid.h"
#include "http/router.h"
#include "nominations/refusal.h"
#include "resources/resources.h"
#include "rest/crud.h"
#include "rest/decode.h"
#include "rest/encode.h"
#include "rest/session.h"
#include "rest/sql.h"
#include "rest/values.h"

enum { SQL_MAX = 16 * 1024 };

static bool store_as_action(struct req *r, const struct field *f, const char *text, struct values *out)
{
    (void)r, (void)f;
    values_put(out, "action", text);
    return true;
}

static const char *const verdicts[] = {"receive", "approve", "forward", "return", "reject", NULL};

#define ACTED_ON FIELD_DATE("acted_on", 0)

static const struct field submission_fields[] = {ACTED_ON, FIELD_END};

static const struct field review_fields[] = {
    {.name = "verdict", .type = FIELD_TYPE_ENUM, .flags = REQUIRED, .values = verdicts, .store = store_as_action},
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

const struct act submission = {"{submit}", "submit", submission_fields};
const struct act review = {"{receive,approve,forward,return,reject}", NULL, review_fields};
const struct act withdrawal = {"{withdraw}", "withdraw", reason_fields};
const struct act hold = {"{hold}", "hold", hold_fields};
const struct act resumption = {"{resume}", "resume", reason_fields};

static const struct constraint event_constraints[] = {
    {"nomination_event_reason", "reason", FIELD_ERROR_REQUIRED, NULL},
    {"nomination_event_letter_number_check", "letter_number", FIELD_ERROR_RULE, "forward ↔ letter_number"},
    {"nomination_event_letter_on_check", "letter_on", FIELD_ERROR_RULE, "forward ↔ letter_on"},
    {"nomination_event_fields_check", "fields", FIELD_ERROR_RULE, "return ↔ fields"},
    {0},
};

bool nomination_find(struct req *r)
{
    static const char sql[] = "select nomination_enter($1::uuid, $2::text[])";
    const struct act *act = r->route->resource;
    const char *params[] = {r->captures[0], act->actions};
    if (!is_uuid(r->captures[0]))
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    struct rows *rows = session_query(r, sql, 2, params);
    if (!rows)
        return false;
    if (!rows_text(rows, 0, 0))
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    r->version = rows_int(rows, 0, 0);
    return true;
}

/* The event's id; NULL: refused. */
static const char *enter_event(struct req *r, const struct values *v)
{
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    const char *params[VALUES_MAX];
    sql_insert(sql, &nomination_event, v);
    struct rows *rows = session_query(r, sql->text, values_params(v, params, 0), params);
    return rows ? rows_text(rows, 0, COLUMN_ID) : NULL;
}

static bool refuse_event(struct req *r, const struct act *act, const char *id, const char *acted_on)
{
    const struct resource entered = {
        .name = "timeline", .table = "nomination_event", .fields = act->fields, .constraints = event_constraints};
    crud_refused(r, &entered, "");
    return refuse_state(r, id, acted_on);
}

static bool move(struct req *r, const struct act *act, const struct values *v)
{
    const char *event = enter_event(r, v);
    if (!event)
        return refuse_event(r, act, r->captures[0], values_get(v, "acted_on"));
    const char *location = arena_printf(r->ctx.arena, "/v1/nominations/%s/timeline/%s", r->captures[0], event);
    return crud_reply_moved(r, &nomination, location);
}

bool nomination_act(struct req *r)
{
    const struct act *act = r->route->resource;
    struct values v = {0};
    char id[UUID_TEXT];
    uuid_new(id);
    values_put(&v, "id", id);
    values_put(&v, "nomination_id", r->captures[0]);
    values_put(&v, "on_version", arena_printf(r->ctx.arena, "%lld", r->version));
    if (act->action)
        values_put(&v, "action", act->action);
    if (!decode_object(r, act->fields, DECODE_CREATE, r->json, "", &v))
        return false;
    return session_begin(r) && move(r, act, &v) && session_commit(r);
}

/*
 * An event takes its subject's lock before any row (schema/migrations/0032). Whatever else changes nominations takes
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
static bool submit_each(struct req *r, const struct rows *ids, const char *acted_on)
{
    for (int i = 0; i < rows_count(ids); i++) {
        const char *params[] = {rows_text(ids, i, 0), acted_on};
        if (!session_query(r, submit_one, 2, params))
            return refuse_event(r, &submission, params[0], acted_on);
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
    return submit_each(r, ids, values_get(v, "acted_on")) && crud_reply_moved(r, &dossier, location);
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
    return correct(r, crud_replace) || refuse_state(r, r->captures[0], NULL);
}

bool nomination_patch(struct req *r)
{
    return correct(r, crud_patch) || refuse_state(r, r->captures[0], NULL);
}

bool nomination_delete(struct req *r)
{
    return crud_delete(r) || refuse_state(r, r->captures[0], NULL);
}

/* A read that asks what its caller may do: the settings of writes besides those of reads. */
bool work_queue_list(struct req *r)
{
    db_set(&r->session->db, "tdkt.subject", r->session->subject);
    db_set(&r->session->db, "tdkt.write_scope", r->session->write_scope);
    return crud_list(r);
}
