/*
 * crud: see crud.h. Uniqueness, references and rights are never checked before the write: the statement tries, and the
 * database's refusal becomes the answer (refuse.c).
 */
#include "rest/crud.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/uuid.h"
#include "http/negotiate.h"
#include "http/reply.h"
#include "http/router.h"
#include "rest/decode.h"
#include "rest/encode.h"
#include "rest/session.h"
#include "rest/sql.h"

#include <stdio.h>
#include <string.h>

enum { SQL_MAX = 16 * 1024, ROW_MAX = 256 * 1024 };

static const struct resource *resource_of(const struct req *r)
{
    return r->route->resource;
}

/* The resource as the caller sees it, for rows that are read or answered; bodies are decoded by resource_of(). */
static const struct resource *view_of(struct req *r)
{
    return session_view(r, resource_of(r));
}

/* The id in the path: the last capture of a nested resource's item, the first of a plain one. */
static const char *id_of(const struct req *r, const struct resource *res)
{
    return r->captures[res->parent ? 1 : 0];
}

static const char *object_id(const struct req *r)
{
    return id_of(r, resource_of(r));
}

static bool is_about_object(const struct req *r)
{
    return object_id(r) != NULL;
}

const char *crud_etag(struct req *r, long long version)
{
    return arena_printf(r->ctx.arena, "\"%lld\"", version);
}

static bool reply_row(struct req *r, int status, const struct resource *res, const struct rows *rows)
{
    struct buf *out = buf_new(r->ctx.arena, ROW_MAX);
    encode_row(r, out, res, rows, 0);
    reply_header(r, "ETag", crud_etag(r, rows_int(rows, 0, COLUMN_VERSION)));
    return reply_buf(r, status, out);
}

bool crud_reply_made(struct req *r, const struct resource *res, const struct rows *rows, const char *location)
{
    reply_header(r, "Location", location);
    return reply_row(r, 201, res, rows);
}

bool crud_reply_row(struct req *r, int status, const struct resource *res, const struct rows *rows)
{
    if (status != 201)
        return reply_row(r, status, res, rows);
    return crud_reply_made(r, res, rows,
                           arena_printf(r->ctx.arena, "%s/%s", r->path, rows_text(rows, 0, COLUMN_ID)));
}

/* Reads the row that the path names, by sql_read() or sql_version(). NULL: the problem is set, 404 when there is no such row. */
static struct rows *read_row(struct req *r, const struct resource *res,
                             void (*make_sql)(struct buf *, const struct resource *))
{
    const char *params[] = {id_of(r, res), r->captures[0]};
    if (!is_uuid(params[0]) || !is_uuid(r->captures[0])) {
        fail(&r->ctx, PROBLEM_NOT_FOUND);
        return NULL;
    }
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    make_sql(sql, res);
    struct rows *rows = session_query(r, sql->text, res->parent ? 2 : 1, params);
    if (rows && rows_count(rows) == 0) {
        fail(&r->ctx, PROBLEM_NOT_FOUND);
        return NULL;
    }
    return rows;
}

bool crud_read(struct req *r)
{
    const struct resource *res = view_of(r);
    struct rows *rows = read_row(r, res, sql_read);
    if (!rows)
        return false;
    const char *etag = crud_etag(r, rows_int(rows, 0, COLUMN_VERSION));
    if (if_none_match(req_header(r, "If-None-Match"), etag) != TAG_MATCH)
        return crud_reply_row(r, 200, res, rows);
    reply_header(r, "ETag", etag);
    return reply_empty(r, 304);
}

bool crud_reply_acted(struct req *r, const struct resource *res, const char *location)
{
    const char *params[] = {id_of(r, res), r->captures[0]};
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    res = session_view(r, res);
    sql_read(sql, res);
    struct rows *rows = session_query(r, sql->text, res->parent ? 2 : 1, params);
    if (!rows)
        return false;
    if (rows_count(rows) == 0)
        return fault(&r->ctx, PROBLEM_INTERNAL, "a row just moved is not visible to its mover");
    return crud_reply_made(r, res, rows, location);
}

/* 404 when the parent of a nested resource is not visible to the caller: then its members are not either. */
static bool find_parent(struct req *r)
{
    const struct resource *parent = session_view(r, resource_of(r)->parent);
    if (!is_uuid(r->captures[0]))
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    sql_version(sql, parent);
    struct rows *rows = session_query(r, sql->text, 1, r->captures);
    if (rows && rows_count(rows) == 0)
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    return rows != NULL;
}

bool crud_find_row(struct req *r, const struct resource *res)
{
    struct rows *rows = read_row(r, session_view(r, res), sql_version);
    if (!rows)
        return false;
    r->version = rows_int(rows, 0, 0);
    return true;
}

bool crud_find_object(struct req *r)
{
    if (!resource_of(r))
        return true;
    if (!is_about_object(r)) {
        bool names_parent = resource_of(r)->parent && r->captures[0];
        return names_parent ? find_parent(r) : true; /* without a parent in the path, each item of many may name one */
    }
    if (r->method == HTTP_GET || r->method == HTTP_HEAD)
        return true; /* the handler finds it when it reads */
    return crud_find_row(r, resource_of(r));
}

bool crud_create(struct req *r)
{
    const struct resource *res = resource_of(r);
    struct values v = {0};
    char id[UUID_TEXT];
    uuid_new(id);
    values_put(&v, "id", id);
    if (res->parent)
        values_put(&v, res->parent_column, r->captures[0]);
    if (!decode_object(r, res->fields, DECODE_CREATE, r->json, "", &v))
        return false;
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    sql_insert(sql, view_of(r), &v);
    const char *params[VALUES_MAX];
    struct rows *rows = session_query(r, sql->text, values_params(&v, params, 0), params);
    if (!rows)
        return crud_refused(r, res, "");
    return crud_reply_row(r, 201, view_of(r), rows);
}

/* Why a write changed no row: its version has changed, it is gone, or the caller may read it but not write it. */
static bool explain_untouched(struct req *r)
{
    struct rows *rows = read_row(r, view_of(r), sql_version);
    if (!rows)
        return false;
    return fail(&r->ctx, rows_int(rows, 0, 0) == r->version ? PROBLEM_FORBIDDEN : PROBLEM_STALE);
}

static bool update(struct req *r, enum decode_mode mode)
{
    const struct resource *res = resource_of(r);
    struct values v = {0};
    if (!decode_object(r, res->fields, mode, r->json, "", &v))
        return false;
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    sql_update(sql, view_of(r), &v);
    const char *params[VALUES_MAX + 3] = {object_id(r), arena_printf(r->ctx.arena, "%lld", r->version)};
    int count = values_params(&v, params, 2);
    if (res->parent)
        params[count++] = r->captures[0];
    struct rows *rows = session_query(r, sql->text, count, params);
    if (!rows)
        return crud_refused(r, res, "");
    if (rows_count(rows) == 0)
        return explain_untouched(r);
    return crud_reply_row(r, 200, view_of(r), rows);
}

static bool await(struct req *r)
{
    const char *params[] = {object_id(r)};
    return session_query(r, resource_of(r)->awaits, 1, params) != NULL;
}

static bool update_in_turn(struct req *r, enum decode_mode mode)
{
    if (!resource_of(r)->awaits)
        return update(r, mode);
    return session_begin(r) && await(r) && update(r, mode) && session_commit(r);
}

bool crud_replace(struct req *r)
{
    return update_in_turn(r, DECODE_REPLACE);
}

bool crud_patch(struct req *r)
{
    return update_in_turn(r, DECODE_PATCH);
}

bool crud_delete(struct req *r)
{
    const struct resource *res = resource_of(r);
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    sql_delete(sql, res);
    const char *params[] = {object_id(r), arena_printf(r->ctx.arena, "%lld", r->version), r->captures[0]};
    struct rows *rows = session_query(r, sql->text, res->parent ? 3 : 2, params);
    if (!rows)
        return crud_refused(r, res, "");
    if (rows_count(rows) == 0)
        return explain_untouched(r);
    return reply_empty(r, 204);
}
