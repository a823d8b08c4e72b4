/*
 * A body: the strict parser and the decoder, with a field of every type. The result is clean text, or a problem that is
 * valid JSON whatever it quotes.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "fuzz.h"
#include "http/req.h"
#include "rest/decode.h"
#include "rest/json.h"
#include "rest/values.h"

#include <stdlib.h>
#include <string.h>

static const char *const colours[] = {"red", "green", NULL};

static const struct field fields[] = {
    FIELD_TEXT("name", 1, 50, REQUIRED), FIELD_KEY("code", 1, 32, 0), FIELD_TEXT("note", 0, 2000, 0),
    FIELD_INT("size", 0, 10, 0),     FIELD_DECIMAL("value", 0),
    FIELD_DATE("day", 0),                FIELD_REF("ref_id", 0),          FIELD_ENUM("colour", colours, 0),
    FIELD_ENUM_SET("colours", colours, 0), FIELD_BOOL("flag", "false", 0), FIELD_END,
};

static void expect_problem(struct req *r, const uint8_t *bytes, size_t length)
{
    struct buf out;
    buf_init(&out, r->ctx.arena, 64 * 1024);
    problem_write(&r->ctx, arena_strndup(r->ctx.arena, (const char *)bytes, length), &out);
    json_t *read = json_loadb(out.text, out.length, JSON_REJECT_DUPLICATES, NULL);
    if (!read || out.overflow)
        abort();
    json_decref(read);
}

static void expect_clean(struct req *r, const struct values *v, const char *column, enum text_kind kind)
{
    const char *text = values_get(v, column), *refused;
    if (!text)
        return;
    const char *again = text_clean(r->ctx.arena, kind, text, strlen(text), &refused);
    if (!again || strcmp(again, text) != 0 || (*text && !text_is_visible(text)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    for (enum decode_mode mode = DECODE_CREATE; mode <= DECODE_PATCH; mode++) {
        struct arena *a = arena_new();
        struct req *r = arena_zero(a, sizeof *r);
        struct values v = {0};
        ctx_init(&r->ctx, a);
        r->body = arena_strndup(a, (const char *)bytes, length);
        r->body_length = length;
        if (!json_parse_body(r) || !decode_object(r, fields, mode, r->json, "", &v))
            expect_problem(r, bytes, length);
        expect_clean(r, &v, "name", TEXT_LINE);
        expect_clean(r, &v, "code", TEXT_KEY);
        expect_clean(r, &v, "note", TEXT_LINES);
        arena_free(a);
    }
    return 0;
}
