/* nested: see nested.h. */
#include "rest/nested.h"

#include "base/arena.h"
#include "base/buf.h"
#include "http/req.h"
#include "rest/decode.h"
#include "rest/values.h"

enum { TEXT_MAX = 64 * 1024 };

static void add_member(struct buf *text, const char *name, const char *value)
{
    buf_adds_json(text, name);
    buf_addc(text, ':');
    if (value)
        buf_adds_json(text, value);
    else
        buf_adds(text, "null");
}

/* Adds the object with or without its null members. */
static void add_object(struct buf *text, const struct values *v, bool with_null)
{
    const char *separator = "{";
    for (size_t i = 0; i < v->count; i++) {
        if (!v->items[i].text && !with_null)
            continue;
        buf_adds(text, separator);
        add_member(text, v->items[i].column, v->items[i].text);
        separator = ",";
    }
    buf_adds(text, *separator == '{' ? "{}" : "}");
}

static const char *decode_changes(struct req *r, const struct nested *changes)
{
    struct values v = {0};
    if (!decode_member(r, changes->fields, DECODE_PATCH, changes->name, &v))
        return NULL;
    struct buf *text = buf_new(r->ctx.arena, TEXT_MAX);
    add_object(text, &v, true);
    return text->text;
}

static void decode_one(struct req *r, const struct nested *list, const json_t *object, const char *at, struct buf *text)
{
    struct values v = {0};
    if (!json_is_object(object))
        fail_field(&r->ctx, AT_POINTER, at, FIELD_ERROR_TYPE, said(&r->ctx, "đối tượng JSON", "an object"));
    else if (decode_object(r, list->fields, DECODE_CREATE, object, at, &v))
        add_object(text, &v, false);
}

static const char *decode_list(struct req *r, const struct nested *list, const json_t *given)
{
    size_t count = json_array_size(given);
    if (!given || json_is_null(given))
        return NULL;
    if (count < 1 || count > (size_t)list->most) {
        fail_field(&r->ctx, AT_POINTER, arena_printf(r->ctx.arena, "/%s", list->name), FIELD_ERROR_TYPE,
                   said(&r->ctx, arena_printf(r->ctx.arena, "danh sách 1–%d mục", list->most),
                        arena_printf(r->ctx.arena, "a list of 1–%d items", list->most)));
        return NULL;
    }
    struct buf *text = buf_new(r->ctx.arena, TEXT_MAX);
    for (size_t i = 0; i < count; i++) {
        buf_addc(text, i ? ',' : '[');
        decode_one(r, list, json_array_get(given, i), arena_printf(r->ctx.arena, "/%s/%zu", list->name, i), text);
    }
    buf_addc(text, ']');
    return text->text;
}

bool decode_nested(struct req *r, const struct field *fields, const struct nested *nested, struct values *out)
{
    size_t before = r->ctx.problem.error_count;
    decode_body_without(r, fields, nested->name, out);
    const char *text = nested->is_object ? decode_changes(r, nested) :
                                           decode_list(r, nested, json_object_get(r->json, nested->name));
    values_put(out, nested->name, text);
    return r->ctx.problem.error_count == before;
}
