/* perform: see perform.h. */
#include "rest/perform.h"

#include "base/arena.h"
#include "base/uuid.h"
#include "http/router.h"
#include "rest/crud.h"
#include "rest/decode.h"
#include "rest/nested.h"
#include "rest/session.h"
#include "rest/values.h"

#include <string.h>

enum { STATE, ALLOWED };

static const char *row_id(const struct req *r, const struct resource *of)
{
    return r->captures[of->parent ? 1 : 0];
}

bool perform_find(struct req *r)
{
    const struct performance *act = r->route->resource;
    const char *params[] = {row_id(r, act->of)};
    if (!act->enter)
        return crud_find_row(r, act->of);
    if (!is_uuid(params[0]))
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    struct rows *rows = session_query(r, act->enter, 1, params);
    if (!rows)
        return false;
    if (!rows_text(rows, 0, 0))
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    r->version = rows_int(rows, 0, 0);
    return true;
}

/* Outside the refused transaction, and only for who sees the row. */
bool perform_refused(struct req *r, const struct standing *standing)
{
    struct db *db = &r->session->db;
    if (!standing || strcmp(db->violated.sqlstate, "TD002") != 0 || !r->captures[standing->captures - 1])
        return false;
    struct rows *rows = query(db, standing->sql, standing->captures, r->captures);
    if (!rows || rows_count(rows) == 0)
        return false;
    fail_member(&r->ctx, "current_state", arena_strdup(r->ctx.arena, rows_text(rows, 0, STATE)));
    return fail_member(&r->ctx, "allowed", arena_strdup(r->ctx.arena, rows_text(rows, 0, ALLOWED)));
}

static bool refuse_act(struct req *r, const struct performance *act)
{
    const struct resource entered = {
        .name = act->of->name, .table = act->of->table, .fields = act->fields, .constraints = act->constraints};
    crud_refused(r, &entered, "");
    return perform_refused(r, act->standing);
}

static bool move(struct req *r, const struct performance *act, const struct values *v)
{
    const char *params[VALUES_MAX + 2] = {row_id(r, act->of)};
    int count = 1;
    if (act->takes_version)
        params[count++] = arena_printf(r->ctx.arena, "%lld", r->version);
    if (!session_query(r, act->sql, values_params(v, params, count), params))
        return refuse_act(r, act);
    const char *location = arena_strndup(r->ctx.arena, r->path, (size_t)(strrchr(r->path, '/') - r->path));
    return crud_reply_moved(r, act->of, location);
}

static bool decode_body(struct req *r, const struct performance *act, struct values *out)
{
    if (act->nested)
        return decode_nested(r, act->fields, act->nested, out);
    return decode_object(r, act->fields, DECODE_CREATE, r->json, "", out);
}

bool perform(struct req *r)
{
    const struct performance *act = r->route->resource;
    struct values v = {0};
    if (!decode_body(r, act, &v))
        return false;
    return session_begin(r) && move(r, act, &v) && session_commit(r);
}
