/* act: see act.h. */
#include "rest/act.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/uuid.h"
#include "http/router.h"
#include "rest/crud.h"
#include "rest/decode.h"
#include "rest/nested.h"
#include "rest/session.h"
#include "rest/sql.h"
#include "rest/values.h"

#include <string.h>

enum { SQL_MAX = 16 * 1024 };

static const char *row_id(const struct req *r, const struct resource *of)
{
    return r->captures[of->parent ? 1 : 0];
}

static bool find_row(struct req *r, const struct act *act)
{
    if (!crud_find_row(r, act->of))
        return false;
    if (act->takes_id)
        r->version = 0; /* the act makes a row of a list, and a list has no version */
    return true;
}

bool act_find(struct req *r)
{
    const struct act *act = r->route->resource;
    const char *params[] = {row_id(r, act->of)};
    if (!act->enter)
        return find_row(r, act);
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

/* Names the field at fault: of the row that the act makes below its own, or of its own row; of the body's object, if it has one. */
static bool refuse_members(struct req *r, const struct act *act)
{
    bool is_below = act->made && act->made->parent;
    bool is_object = act->nested && act->nested->is_object;
    const struct resource entered = {
        .name = act->of->name,
        .table = is_below ? act->made->table : act->of->table,
        .fields = is_object ? act->nested->fields : act->fields,
        .constraints = act->constraints,
        .stand_in = act->stand_in,
    };
    return crud_refused(r, &entered, is_object ? arena_printf(r->ctx.arena, "/%s", act->nested->name) : "");
}

/* The path of the row is that of the act without its last segment. */
static const char *location_of(struct req *r, const struct act *act, const char *made)
{
    const char *row = arena_strndup(r->ctx.arena, r->path, (size_t)(strrchr(r->path, '/') - r->path));
    if (!act->made)
        return row;
    if (act->made_at)
        return arena_printf(r->ctx.arena, "%s/%s", act->made_at, made);
    return arena_printf(r->ctx.arena, "%s/%s/%s", row, act->made->name, made);
}

static bool reply_row_made(struct req *r, const struct act *act, const char *id, const char *location)
{
    const char *params[] = {id, r->captures[0]};
    const struct resource *made = session_view(r, act->made);
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    sql_read(sql, made);
    struct rows *rows = session_query(r, sql->text, made->parent ? 2 : 1, params);
    if (!rows)
        return false;
    if (rows_count(rows) == 0)
        return fault(&r->ctx, PROBLEM_INTERNAL, "a row just made is not visible to its maker");
    return crud_reply_made(r, made, rows, location);
}

static bool reply(struct req *r, const struct act *act, const char *made)
{
    const char *location = location_of(r, act, made);
    return act->shows_made ? reply_row_made(r, act, made, location) : crud_reply_acted(r, act->of, location);
}

/* `made`: a new id for the row that the act makes, if it takes one. */
static bool move(struct req *r, const struct act *act, const char *made, const struct values *v)
{
    const char *params[VALUES_MAX + 3] = {row_id(r, act->of)};
    int count = 1;
    if (act->takes_id)
        params[count++] = made;
    if (act->takes_version)
        params[count++] = arena_printf(r->ctx.arena, "%lld", r->version);
    struct rows *rows = session_query(r, act->sql, values_params(v, params, count), params);
    if (!rows)
        return refuse_members(r, act);
    return reply(r, act, act->takes_id ? made : rows_text(rows, 0, 0));
}

static bool decode_body(struct req *r, const struct act *act, struct values *out)
{
    if (act->nested)
        return decode_nested(r, act->fields, act->nested, out);
    return decode_object(r, act->fields, DECODE_CREATE, r->json, "", out);
}

bool act_perform(struct req *r)
{
    const struct act *act = r->route->resource;
    struct values v = {0};
    char made[UUID_TEXT];
    if (!decode_body(r, act, &v))
        return false;
    uuid_new(made);
    return session_begin(r) && move(r, act, made, &v) && session_commit(r);
}
