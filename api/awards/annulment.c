/*
 * annulment: see annulment.h. The body names an annulment decision that is already recorded, or is a new one. One decision may annul
 * many awards, each in its own request. The database decides who may annul, and on which day (functions/62_annulment).
 */
#include "awards/annulment.h"

#include "awards/decision.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/uuid.h"
#include "http/negotiate.h"
#include "http/reply.h"
#include "resources/resources.h"
#include "rest/crud.h"
#include "rest/decode.h"
#include "rest/encode.h"
#include "rest/session.h"
#include "rest/sql.h"
#include "rest/values.h"

#include <string.h>

enum { SQL_MAX = 16 * 1024, ANSWER_MAX = 1024 * 1024 };

#define GROUND FIELD_ENUM("ground", annulment_grounds, REQUIRED), FIELD_TEXT("reason", 1, 2000, REQUIRED)

static const struct field by_known_decision[] = {FIELD_REF("decision_id", REQUIRED), GROUND, FIELD_END};

static const struct field by_new_decision[] = {
    FIELD_KEY("number", 1, 60, REQUIRED),
    FIELD_DATE("signed_on", REQUIRED),
    FIELD_DATE("effective_on", 0),
    FIELD_ENUM("authority", decision_authorities, REQUIRED),
    FIELD_ENUM("level", decision_levels, REQUIRED),
    FIELD_REF("unit_id", REQUIRED),
    FIELD_TEXT("signer_name", 1, 120, REQUIRED),
    FIELD_TEXT("signer_title", 1, 200, 0),
    FIELD_TEXT("summary", 0, 1000, 0),
    GROUND,
    FIELD_END,
};

static const struct constraint of_new_decision[] = {
    {"nomination_event_order", "signed_on", FIELD_ERROR_RULE, NULL},
    {"award_authority", "authority", FIELD_ERROR_RULE, NULL},
    {0},
};

static bool is_by_known(const struct req *r)
{
    return json_object_get(r->json, "decision_id") != NULL;
}

static bool refuse_annulment(struct req *r)
{
    const struct resource entered = {
        .name = "annulment",
        .table = "annulment",
        .fields = is_by_known(r) ? by_known_decision : by_new_decision,
        .constraints = is_by_known(r) ? NULL : of_new_decision,
        .stand_in = is_by_known(r) ? "decision_id" : NULL,
    };
    return crud_refused(r, &entered, "");
}

/* Inserts the new decision. Returns its id; NULL: refused. */
static const char *enter_decision(struct req *r, const struct values *body)
{
    struct values head = {0};
    char id[UUID_TEXT];
    uuid_new(id);
    values_put(&head, "id", id);
    values_put(&head, "kind", "annulment");
    for (size_t i = 0; i < body->count; i++)
        if (strcmp(body->items[i].column, "ground") != 0 && strcmp(body->items[i].column, "reason") != 0)
            values_put(&head, body->items[i].column, body->items[i].text);
    struct rows *rows = decision_insert(r, &head);
    return rows ? rows_text(rows, 0, COLUMN_ID) : NULL;
}

static struct rows *enter_annulment(struct req *r, const struct values *body, const char *decision_id)
{
    struct values v = {0};
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    char id[UUID_TEXT];
    uuid_new(id);
    values_put(&v, "id", id);
    values_put(&v, "award_id", r->captures[0]);
    values_put(&v, "on_version", arena_printf(r->ctx.arena, "%lld", r->version));
    values_put(&v, "decision_id", decision_id);
    values_put(&v, "ground", values_get(body, "ground"));
    values_put(&v, "reason", values_get(body, "reason"));
    const char *params[VALUES_MAX];
    sql_insert(sql, &annulment, &v);
    return session_query(r, sql->text, values_params(&v, params, 0), params);
}

static bool add_dependants(struct req *r, struct buf *out)
{
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    buf_adds(sql, "select ");
    sql_columns(sql, &award_dependant);
    buf_adds(sql, "\nfrom award_dependant as t\nwhere t.on_award_id = $1\norder by t.counted_on, t.id");
    struct rows *rows = session_query(r, sql->text, 1, r->captures);
    for (int i = 0; rows && i < rows_count(rows); i++) {
        buf_adds(out, i ? "," : "");
        encode_row(r, out, &award_dependant, rows, i);
        session_shows(r, rows_text(rows, i, COLUMN_FIELDS), rows_text(rows, i, COLUMN_ID)); /* the kind is the name of the table */
    }
    return rows != NULL;
}

static bool reply_made(struct req *r, const struct rows *rows)
{
    struct buf *out = buf_new(r->ctx.arena, ANSWER_MAX);
    buf_addf(out, "{\"id\":\"%s\",", rows_text(rows, 0, COLUMN_ID));
    encode_members(r, out, &annulment, rows, 0, COLUMN_FIELDS);
    session_shows(r, award.table, r->captures[0]);
    buf_adds(out, ",\"recheck\":[");
    if (!add_dependants(r, out))
        return false;
    buf_adds(out, "]}");
    reply_header(r, "ETag", crud_etag(r, rows_int(rows, 0, COLUMN_VERSION)));
    reply_header(r, "Location", r->path);
    return reply_buf(r, 201, out);
}

static bool annul(struct req *r, const struct values *body)
{
    const char *decision_id = is_by_known(r) ? values_get(body, "decision_id") : enter_decision(r, body);
    if (!decision_id)
        return false;
    struct rows *rows = enter_annulment(r, body, decision_id);
    return rows ? reply_made(r, rows) : refuse_annulment(r);
}

bool annulment_create(struct req *r)
{
    struct values body = {0};
    bool is_known = is_by_known(r);
    if (!decode_object(r, is_known ? by_known_decision : by_new_decision, DECODE_CREATE, r->json, "", &body))
        return false;
    return (is_known || decision_may_record(r, &body)) && session_begin(r) && annul(r, &body) && session_commit(r);
}

bool annulment_read(struct req *r)
{
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    if (!is_uuid(r->captures[0]))
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    buf_adds(sql, "select ");
    sql_columns(sql, &annulment);
    buf_adds(sql, "\nfrom annulment as t\nwhere t.award_id = $1");
    struct rows *rows = session_query(r, sql->text, 1, r->captures);
    if (!rows)
        return false;
    if (rows_count(rows) == 0)
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    const char *etag = crud_etag(r, rows_int(rows, 0, COLUMN_VERSION));
    if (if_none_match(req_header(r, "If-None-Match"), etag) != TAG_MATCH)
        return crud_reply_row(r, 200, &annulment, rows);
    reply_header(r, "ETag", etag);
    return reply_empty(r, 304);
}
