/* many: see many.h. */
#include "rest/many.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/uuid.h"
#include "http/reply.h"
#include "http/router.h"
#include "rest/crud.h"
#include "rest/decode.h"
#include "rest/encode.h"
#include "rest/items.h"
#include "rest/session.h"
#include "rest/sql.h"
#include "rest/values.h"

#include <string.h>

enum { SQL_MAX = 16 * 1024, ANSWER_MAX = 16 * 1024 * 1024 };

/* The items of one request. */
struct batch {
    struct req *r;
    const struct resource *res;
    struct values *items;
    size_t count;
};

static const char *item_at(struct req *r, size_t i)
{
    return arena_printf(r->ctx.arena, "/items/%zu", i);
}

/* The resource as callers write it here: without a parent in the path, each item must name its parent. */
static const struct resource *written_resource(struct req *r)
{
    const struct resource *res = r->route->resource;
    if (!res->parent || r->captures[0])
        return res;
    size_t count = 0;
    while (res->fields[count].type != FIELD_TYPE_END)
        count++;
    struct field *fields = arena_alloc(r->ctx.arena, (count + 1) * sizeof *fields);
    memcpy(fields, res->fields, (count + 1) * sizeof *fields);
    for (size_t i = 0; i < count; i++)
        if (strcmp(fields[i].name, res->parent_column) == 0)
            fields[i].flags = REQUIRED;
    struct resource *written = arena_alloc(r->ctx.arena, sizeof *written);
    *written = *res;
    written->fields = fields;
    return written;
}

static void decode_item(struct batch *b, size_t i, const json_t *item)
{
    struct req *r = b->r;
    struct values *v = &b->items[i];
    char *id = arena_alloc(r->ctx.arena, UUID_TEXT);
    if (!json_is_object(item)) {
        fail_field(&r->ctx, AT_POINTER, item_at(r, i), FIELD_ERROR_TYPE, said(&r->ctx, "đối tượng JSON", "an object"));
        return;
    }
    uuid_new(id);
    values_put(v, "id", id);
    if (b->res->parent && r->captures[0])
        values_put(v, b->res->parent_column, r->captures[0]);
    decode_object(r, b->res->fields, DECODE_CREATE, item, item_at(r, i), v);
}

/* The body must have the list and nothing else. */
static void refuse_others(struct req *r)
{
    static const struct field none[] = {FIELD_END};
    struct values nothing = {0};
    decode_body_without(r, none, "items", &nothing);
}

static bool decode_items(struct batch *b)
{
    struct req *r = b->r;
    const json_t *list = json_object_get(r->json, "items");
    b->count = json_array_size(list);
    refuse_others(r);
    if (!json_is_array(list) || b->count < 1 || b->count > MANY_MAX_ITEMS)
        return fail_field(&r->ctx, AT_POINTER, "/items", list ? FIELD_ERROR_TYPE : FIELD_ERROR_REQUIRED,
                          said(&r->ctx, "danh sách 1–500 mục", "a list of 1–500 items"));
    b->items = arena_zero(r->ctx.arena, b->count * sizeof *b->items);
    for (size_t i = 0; i < b->count; i++)
        decode_item(b, i, json_array_get(list, i));
    return !has_failed(&r->ctx);
}

static bool insert_item(struct items *items, size_t i)
{
    const struct batch *b = items->of;
    struct req *r = b->r;
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    const char *params[VALUES_MAX];
    sql_insert(sql, session_view(r, b->res), &b->items[i]);
    struct rows *rows = session_query(r, sql->text, values_params(&b->items[i], params, 0), params);
    if (!rows)
        return crud_refused_item(r, b->res, item_at(r, i));
    encode_row(r, items->out, session_view(r, b->res), rows, 0);
    return true;
}

bool crud_create_many(struct req *r)
{
    struct batch b = {.r = r, .res = written_resource(r)};
    struct buf *out = buf_new(r->ctx.arena, ANSWER_MAX);
    if (!decode_items(&b) || !session_begin(r))
        return false;
    struct items items = {.r = r, .count = b.count, .out = out, .of = &b, .insert = insert_item};
    buf_adds(out, "{\"items\":[");
    if (!items_write(&items))
        return false;
    buf_adds(out, "]}");
    return reply_buf(r, 201, out) && session_commit(r);
}
