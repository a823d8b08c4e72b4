/* A body: the strict parser and the decoder, with a field of every type. */
#include "base/arena.h"
#include "base/buf.h"
#include "fuzz.h"
#include "http/req.h"
#include "rest/decode.h"
#include "rest/json.h"
#include "rest/values.h"

static const char *const colours[] = {"red", "green", NULL};

static const struct field fields[] = {
    FIELD_TEXT("name", 1, 50, REQUIRED), FIELD_INT("size", 0, 10, 0),     FIELD_DECIMAL("value", 0),
    FIELD_DATE("day", 0),                FIELD_REF("ref_id", 0),          FIELD_ENUM("colour", colours, 0),
    FIELD_ENUM_SET("colours", colours, 0), FIELD_BOOL("flag", "false", 0), FIELD_END,
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    for (enum decode_mode mode = DECODE_CREATE; mode <= DECODE_PATCH; mode++) {
        struct arena *a = arena_new();
        struct req *r = arena_zero(a, sizeof *r);
        struct values v = {0};
        struct buf out;
        ctx_init(&r->ctx, a);
        r->body = arena_strndup(a, (const char *)bytes, length);
        r->body_length = length;
        if (!json_parse_body(r) || !decode_object(r, fields, mode, r->json, "", &v)) {
            buf_init(&out, a, 1 << 20);
            problem_write(&r->ctx, "/v1/x", &out);
        }
        arena_free(a);
    }
    return 0;
}
