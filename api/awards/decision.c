/* decision: see decision.h. The body is a decision with "awards": […], which entry.c reads and writes. */
#include "awards/decision.h"

#include "awards/entry.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/uuid.h"
#include "http/negotiate.h"
#include "http/reply.h"
#include "request/access.h"
#include "resources/resources.h"
#include "rest/crud.h"
#include "rest/decode.h"
#include "rest/encode.h"
#include "rest/items.h"
#include "rest/session.h"
#include "rest/sql.h"
#include "rest/values.h"

#include <string.h>

enum { SQL_MAX = 16 * 1024, ANSWER_MAX = 16 * 1024 * 1024 };

struct rows *decision_insert(struct req *r, const struct values *v)
{
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    const char *params[VALUES_MAX];
    sql_insert(sql, &decision, v);
    struct rows *rows = session_query(r, sql->text, values_params(v, params, 0), params);
    if (!rows)
        crud_refused(r, &decision, "");
    return rows;
}

static void open_decision(struct req *r, struct buf *out, const struct resource *head, const struct rows *rows)
{
    buf_addf(out, "{\"id\":\"%s\",", rows_text(rows, 0, COLUMN_ID));
    encode_members(r, out, head, rows, 0, COLUMN_FIELDS);
    buf_adds(out, ",\"awards\":[");
}

static bool close_decision(struct req *r, int status, struct buf *out, const struct rows *rows)
{
    buf_adds(out, "]}");
    reply_header(r, "ETag", crud_etag(r, rows_int(rows, 0, COLUMN_VERSION)));
    if (status == 201)
        reply_header(r, "Location", arena_printf(r->ctx.arena, "%s/%s", r->path, rows_text(rows, 0, COLUMN_ID)));
    return reply_buf(r, status, out);
}

/* The body of a decision. */
struct written {
    const struct values *head, *entries;
    struct rows *row; /* of the decision itself, once it is inserted */
};

static bool write_head(struct items *items)
{
    struct written *w = items->of;
    bool is_locked = entries_await(items->r, w->entries, items->count);
    w->row = is_locked ? decision_insert(items->r, w->head) : NULL;
    if (w->row)
        open_decision(items->r, items->out, &decision, w->row);
    return w->row != NULL;
}

static bool write_entry(struct items *items, size_t i)
{
    const struct written *w = items->of;
    return entry_insert(items->r, rows_text(w->row, 0, COLUMN_ID), &w->entries[i], i, items->out);
}

static bool write_all(struct req *r, const struct values *head, const struct values *entries, size_t count)
{
    struct buf *out = buf_new(r->ctx.arena, ANSWER_MAX);
    struct written w = {.head = head, .entries = entries};
    struct items items = {.r = r, .count = count, .out = out, .of = &w, .open = write_head, .insert = write_entry};
    return items_write(&items) && close_decision(r, 201, out, w.row);
}

bool decision_may_record(struct req *r, const struct values *head)
{
    const char *level = values_get(head, "level");
    bool is_own = strcmp(level, "district") == 0 || strcmp(level, "commune") == 0;
    if (is_own || r->session->roles & ROLE_PROVINCE_REVIEWER)
        return true;
    return fail_because(&r->ctx, PROBLEM_FORBIDDEN, "Quyết định của Nhà nước và của tỉnh do người xét duyệt cấp tỉnh ghi nhận.",
                        "A province reviewer records the decisions of the State and of the province.");
}

bool decision_create(struct req *r)
{
    struct values head = {0};
    char id[UUID_TEXT];
    uuid_new(id);
    values_put(&head, "id", id);
    size_t count;
    decode_body_without(r, decision.fields, "awards", &head);
    struct values *entries = entries_decode(r, &count);
    if (has_failed(&r->ctx))
        return false;
    return decision_may_record(r, &head) && session_begin(r) && write_all(r, &head, entries, count) && session_commit(r);
}

static bool add_awards(struct req *r, struct buf *out)
{
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    const struct resource *shown = session_view(r, &award);
    buf_adds(sql, "select ");
    sql_columns(sql, shown);
    buf_addf(sql, "\nfrom %s as t\nwhere t.decision_id = $1\norder by t.id", shown->table);
    struct rows *rows = session_query(r, sql->text, 1, r->captures);
    for (int i = 0; rows && i < rows_count(rows); i++) {
        buf_adds(out, i ? "," : "");
        encode_row(r, out, shown, rows, i);
    }
    return rows != NULL;
}

bool decision_read(struct req *r)
{
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX), *out = buf_new(r->ctx.arena, ANSWER_MAX);
    if (!is_uuid(r->captures[0]))
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    const struct resource *head = session_view(r, &decision);
    sql_read(sql, head);
    struct rows *rows = session_query(r, sql->text, 1, r->captures);
    if (!rows)
        return false;
    if (rows_count(rows) == 0)
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    const char *etag = crud_etag(r, rows_int(rows, 0, COLUMN_VERSION));
    if (if_none_match(req_header(r, "If-None-Match"), etag) == TAG_MATCH) {
        reply_header(r, "ETag", etag);
        return reply_empty(r, 304);
    }
    open_decision(r, out, head, rows);
    return add_awards(r, out) && close_decision(r, 200, out, rows);
}
