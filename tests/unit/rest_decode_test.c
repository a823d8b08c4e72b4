/* decode and json: one table of bodies and the result for each member. */
#include "base/arena.h"
#include "base/buf.h"
#include "http/req.h"
#include "http/text.h"
#include "rest/decode.h"
#include "rest/json.h"
#include "rest/values.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const colours[] = {"red", "green", NULL};

static const struct field fields[] = {
    FIELD_TEXT("name", 1, 5, REQUIRED),
    FIELD_INT("size", 0, 10, 0),
    FIELD_DECIMAL("value", 0),
    FIELD_DATE("day", 0),
    FIELD_REF("ref_id", 0),
    FIELD_ENUM("colour", colours, 0),
    FIELD_ENUM_SET("colours", colours, 0),
    FIELD_UUID_SET("ids", 2, 0),
    FIELD_BOOL("flag", "false", 0),
    {.name = "kept", .type = FIELD_TYPE_TEXT, .flags = IMMUTABLE, .least = 1, .most = 5},
    {.name = "made", .type = FIELD_TYPE_TEXT, .flags = READ_ONLY},
    FIELD_END,
};

/* A reference that a body gives by its id or by its key. */
static const struct field keyed_fields[] = {
    FIELD_REF("class_id", REQUIRED),
    FIELD_KEY_OF("class_id", "class_code", 1, 4, "t.class_code"),
    FIELD_END,
};

struct run {
    struct req *r;
    struct values v;
    bool is_good;
};

static struct run decode_by(const struct field *described, const char *body, size_t length, enum decode_mode mode)
{
    struct arena *a = arena_new();
    struct run run = {.r = arena_zero(a, sizeof *run.r)};
    ctx_init(&run.r->ctx, a);
    run.r->body = arena_strndup(a, body, length);
    run.r->body_length = length;
    run.is_good = json_parse_body(run.r) && decode_object(run.r, described, mode, run.r->json, "", &run.v);
    return run;
}

static struct run decode_text(const char *body, size_t length, enum decode_mode mode)
{
    return decode_by(fields, body, length, mode);
}

static struct run decode(const char *body, enum decode_mode mode)
{
    return decode_text(body, strlen(body), mode);
}

static void accepts(void **state)
{
    static const struct {
        const char *body, *column, *text;
    } cases[] = {
        {"{\"name\":\" Hoà \"}", "name", "Hoà"},
        {"{\"name\":\"a\\u0300\"}", "name", "à"},  /* becomes NFC */
        {"{\"name\":\"ẤẤẤẤẤ\"}", "name", "ẤẤẤẤẤ"}, /* counted in characters, not bytes */
        {"{\"name\":\"a\",\"size\":10}", "size", "10"},
        {"{\"name\":\"a\",\"value\":12.5}", "value", "12.5"},
        {"{\"name\":\"a\",\"value\":0.1}", "value", "0.1"},
        {"{\"name\":\"a\",\"value\":123456789.123456}", "value", "123456789.123456"},
        {"{\"name\":\"a\",\"value\":999999999999999}", "value", "999999999999999"},
        {"{\"name\":\"a\",\"value\":-0.000001}", "value", "-0.000001"},
        {"{\"name\":\"a\",\"value\":1.5e3}", "value", "1500"},
        {"{\"name\":\"a\",\"value\":1.50000000000000000000}", "value", "1.5"},
        {"{\"name\":\"a\",\"value\":0e999}", "value", "0"},
        {"{\"name\":\"1e40\",\"value\":100000000000000}", "value", "100000000000000"},
        {"{\"name\":\"a\",\"day\":\"2020-02-29\"}", "day", "2020-02-29"},
        {"{\"name\":\"a\",\"ref_id\":\"01A20450-E3BE-7F8D-8697-F549BD7813D6\"}", "ref_id",
         "01a20450-e3be-7f8d-8697-f549bd7813d6"},
        {"{\"name\":\"a\",\"colours\":[\"red\",\"green\"]}", "colours", "{red,green}"},
        {"{\"name\":\"a\",\"ids\":[\"01A20450-E3BE-7F8D-8697-F549BD7813D6\"]}", "ids",
         "{01a20450-e3be-7f8d-8697-f549bd7813d6}"},
        {"{\"name\":\"a\"}", "flag", "false"},
        {"{\"name\":\"a\",\"flag\":true}", "flag", "true"},
        {"{\"name\":\"a\",\"kept\":\"x\"}", "kept", "x"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct run run = decode(cases[i].body, DECODE_CREATE);
        if (!run.is_good)
            print_error("refused: %s\n", cases[i].body);
        assert_true(run.is_good);
        assert_string_equal(values_get(&run.v, cases[i].column), cases[i].text);
        arena_free(run.r->ctx.arena);
    }
}

static void refuses(void **state)
{
    static const struct {
        const char *body, *where;
        enum field_code code;
    } cases[] = {
        {"{}", "/name", FIELD_ERROR_REQUIRED},
        {"{\"name\":null}", "/name", FIELD_ERROR_NULL},
        {"{\"name\":\"   \"}", "/name", FIELD_ERROR_TOO_SHORT},
        {"{\"name\":\"123456\"}", "/name", FIELD_ERROR_TOO_LONG},
        {"{\"name\":\"a\\u0007\"}", "/name", FIELD_ERROR_CHARACTER},
        {"{\"name\":\"a\\u202e\"}", "/name", FIELD_ERROR_CHARACTER},
        {"{\"name\":7}", "/name", FIELD_ERROR_TYPE},
        {"{\"name\":\"a\",\"size\":11}", "/size", FIELD_ERROR_RANGE},
        {"{\"name\":\"a\",\"size\":1.5}", "/size", FIELD_ERROR_TYPE},
        {"{\"name\":\"a\",\"size\":\"1\"}", "/size", FIELD_ERROR_TYPE},
        {"{\"name\":\"a\",\"value\":0.0000001}", "/value", FIELD_ERROR_PRECISION},
        {"{\"name\":\"a\",\"value\":1e15}", "/value", FIELD_ERROR_RANGE},
        {"{\"name\":\"a\",\"value\":1234567890.1234567}", "/value", FIELD_ERROR_PRECISION},
        {"{\"name\":\"a\",\"value\":1e400}", "/value", FIELD_ERROR_RANGE},
        {"{\"name\":\"a\",\"value\":-1E+400}", "/value", FIELD_ERROR_RANGE},
        {"{\"name\":\"a\",\"value\":12345678901234567890}", "/value", FIELD_ERROR_RANGE},
        {"{\"name\":\"a\",\"value\":10000000000000000000}", "/value", FIELD_ERROR_RANGE},
        {"{\"name\":\"a\",\"value\":1e-400}", "/value", FIELD_ERROR_PRECISION},
        {"{\"name\":\"a\",\"value\":1e-310}", "/value", FIELD_ERROR_PRECISION},
        {"{\"name\":\"a\",\"size\":12345678901234567890}", "/size", FIELD_ERROR_RANGE},
        {"{\"name\":\"a\",\"size\":-12345678901234567890}", "/size", FIELD_ERROR_RANGE},
        {"{\"name\":\"a\",\"size\":1e400}", "/size", FIELD_ERROR_RANGE},
        {"{\"name\":\"a\",\"size\":1e20}", "/size", FIELD_ERROR_RANGE},
        {"{\"name\":\"a\",\"size\":1e-400}", "/size", FIELD_ERROR_TYPE},
        {"{\"name\":\"a\",\"size\":1.00000000000000001}", "/size", FIELD_ERROR_TYPE},
        {"{\"name\":1e400}", "/name", FIELD_ERROR_TYPE},
        {"{\"name\":\"a\",\"x\":1e400}", "/x", FIELD_ERROR_UNKNOWN},
        {"{\"name\":\"a\",\"value\":1e400e1}", "", FIELD_ERROR_SYNTAX},
        {"{\"name\":\"a\",\"value\":012345678901234567890}", "", FIELD_ERROR_SYNTAX},
        {"{\"name\":\"a\",\"value\":12345678901234567890.}", "", FIELD_ERROR_SYNTAX},
        {"{\"name\":\"a\",\"value\":\"1e400\"}", "/value", FIELD_ERROR_TYPE},
        {"{\"name\":\"a\",\"day\":\"2019-02-29\"}", "/day", FIELD_ERROR_FORMAT},
        {"{\"name\":\"a\",\"day\":\"2019-2-1\"}", "/day", FIELD_ERROR_FORMAT},
        {"{\"name\":\"a\",\"day\":\"0000-01-01\"}", "/day", FIELD_ERROR_FORMAT},
        {"{\"name\":\"a\",\"ref_id\":\"7\"}", "/ref_id", FIELD_ERROR_FORMAT},
        {"{\"name\":\"a\",\"colour\":\"blue\"}", "/colour", FIELD_ERROR_ENUM},
        {"{\"name\":\"a\",\"colours\":[]}", "/colours", FIELD_ERROR_TOO_SHORT},
        {"{\"name\":\"a\",\"colours\":[\"red\",\"red\"]}", "/colours", FIELD_ERROR_REPEATED},
        {"{\"name\":\"a\",\"ids\":[\"x\"]}", "/ids", FIELD_ERROR_FORMAT},
        {"{\"name\":\"a\",\"ids\":[7]}", "/ids", FIELD_ERROR_TYPE},
        {"{\"name\":\"a\",\"ids\":[\"01a20450-e3be-7f8d-8697-f549bd7813d6\",\"01A20450-E3BE-7F8D-8697-F549BD7813D6\"]}",
         "/ids", FIELD_ERROR_REPEATED},
        {"{\"name\":\"a\",\"ids\":[\"1\",\"2\",\"3\"]}", "/ids", FIELD_ERROR_TOO_LONG},
        {"{\"name\":\"a\",\"flag\":null}", "/flag", FIELD_ERROR_NULL},
        {"{\"name\":\"a\",\"made\":\"x\"}", "/made", FIELD_ERROR_READ_ONLY},
        {"{\"name\":\"a\",\"id\":\"x\"}", "/id", FIELD_ERROR_READ_ONLY},
        {"{\"name\":\"a\",\"a/b~c\":1}", "/a~1b~0c", FIELD_ERROR_UNKNOWN},
        {"{\"name\":\"a\",\"name\":\"b\"}", "", FIELD_ERROR_REPEATED},
        {"[1]", "", FIELD_ERROR_TYPE},
        {"{\"name\":", "", FIELD_ERROR_SYNTAX},
        {"{\"name\":\"a\"} x", "", FIELD_ERROR_SYNTAX},
        {"", "", FIELD_ERROR_SYNTAX},
        {"{\"name\":\"\\u0000\"}", "", FIELD_ERROR_CHARACTER},
        {"{\"name\":\"\xff\"}", "", FIELD_ERROR_ENCODING},
        {"{\"x\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}", "", FIELD_ERROR_DEPTH},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct run run = decode(cases[i].body, DECODE_CREATE);
        const struct problem *p = &run.r->ctx.problem;
        if (p->error_count != 1 || p->errors[0].code != cases[i].code)
            print_error("case: %s\n", cases[i].body);
        assert_false(run.is_good);
        assert_int_equal(p->kind, PROBLEM_INVALID);
        assert_int_equal(p->error_count, 1);
        assert_string_equal(p->errors[0].where, cases[i].where);
        assert_int_equal(p->errors[0].code, cases[i].code);
        arena_free(run.r->ctx.arena);
    }
}

static void tells_all_at_once(void **state)
{
    (void)state;
    struct run run = decode("{\"size\":-1,\"day\":\"x\",\"b\":1}", DECODE_CREATE);
    assert_int_equal(run.r->ctx.problem.error_count, 4);
    arena_free(run.r->ctx.arena);
}

static void a_number_that_nothing_holds_hides_no_other_error(void **state)
{
    (void)state;
    struct run run = decode("{\"size\":1e400,\"value\":12345678901234567890,\n\"day\":\"x\",\"b\":0.12345678901234567}",
                            DECODE_CREATE);
    assert_int_equal(run.r->ctx.problem.error_count, 5); /* the fifth: no name */
    arena_free(run.r->ctx.arena);
    run = decode("{\"size\":123456789012345678901234567890, \"x\" 7}", DECODE_CREATE);
    struct run short_one = decode("{\"size\":1                             , \"x\" 7}", DECODE_CREATE);
    assert_int_equal(run.r->ctx.problem.errors[0].code, FIELD_ERROR_SYNTAX);
    assert_string_equal(run.r->ctx.problem.errors[0].hint,
                        short_one.r->ctx.problem.errors[0].hint); /* the same place */
    assert_int_equal(run.r->body[9], '2');                        /* what was sent does not change */
    arena_free(run.r->ctx.arena);
    arena_free(short_one.r->ctx.arena);
}

/* A thousand times more errors than are shown, with no more memory than the shown ones need. */
static void what_is_not_shown_is_not_built(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct buf *body = buf_new(a, 1 << 20);
    struct req *r = arena_zero(a, sizeof *r);
    struct values v = {0};
    for (int i = 0; i < 50000; i++)
        buf_addf(body, "%s\"k%d\":1", i ? "," : "{", i);
    buf_addc(body, '}');
    ctx_init(&r->ctx, a);
    r->body = body->text;
    r->body_length = body->length;
    assert_true(json_parse_body(r));
    struct mallinfo2 before = mallinfo2();
    assert_false(decode_object(r, fields, DECODE_PATCH, r->json, "", &v));
    struct mallinfo2 after = mallinfo2();
    assert_int_equal(r->ctx.problem.error_count, PROBLEM_MAX_ERRORS);
    assert_true(after.uordblks + after.hblkhd < before.uordblks + before.hblkhd + 128 * 1024);
    arena_free(a);
}

static void a_long_name_is_cut_between_characters(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct buf *body = buf_new(a, 1 << 20);
    buf_adds(body, "{\"x");
    for (int i = 0; i < 5000; i++)
        buf_adds(body, "ệ");
    buf_adds(body, "\":1}");
    struct run run = decode(body->text, DECODE_PATCH);
    struct buf *out = buf_new(a, 1 << 20);
    problem_write(&run.r->ctx, "/v1/\xff\xe1\xbb", out);
    assert_true(is_utf8(out->text, out->length));
    json_t *read = json_loadb(out->text, out->length, 0, NULL);
    assert_non_null(read);
    assert_string_equal(json_string_value(json_object_get(read, "instance")), "/v1/\ufffd\ufffd\ufffd");
    json_decref(read);
    arena_free(run.r->ctx.arena);
    arena_free(a);
}

static void a_raw_nul_is_refused(void **state)
{
    (void)state;
    struct run run = decode_text("{\"name\":\"a\0b\"}", 14, DECODE_CREATE);
    assert_false(run.is_good);
    arena_free(run.r->ctx.arena);
}

static void a_patch_touches_only_what_it_names(void **state)
{
    (void)state;
    struct run run = decode("{\"size\":null,\"flag\":true}", DECODE_PATCH);
    assert_true(run.is_good);
    assert_int_equal(run.v.count, 2);
    assert_string_equal(run.v.items[0].column, "size");
    assert_null(run.v.items[0].text);
    arena_free(run.r->ctx.arena);
}

static void a_replacement_resets_but_keeps_the_immutable(void **state)
{
    (void)state;
    struct run run = decode("{\"name\":\"a\"}", DECODE_REPLACE);
    assert_true(run.is_good);
    assert_int_equal(run.v.count, 9); /* all except kept and made */
    arena_free(run.r->ctx.arena);
    run = decode("{\"name\":\"a\",\"kept\":\"x\"}", DECODE_REPLACE);
    assert_int_equal(run.r->ctx.problem.errors[0].code, FIELD_ERROR_IMMUTABLE);
    arena_free(run.r->ctx.arena);
}

#define ID "01a20450-e3be-7f8d-8697-f549bd7813d6"

/* A reference that is given by its key becomes null in every mode, also where the row has another one. */
static void a_key_stands_for_its_reference(void **state)
{
    static const enum decode_mode modes[] = {DECODE_CREATE, DECODE_REPLACE, DECODE_PATCH};
    static const struct {
        const char *body, *id, *code;
        size_t columns; /* of a patch */
    } cases[] = {
        {"{\"class_code\":\"GK\"}", NULL, "GK", 2},
        {"{\"class_id\":\"" ID "\"}", ID, NULL, 1},
        {"{\"class_id\":\"" ID "\",\"class_code\":\"GK\"}", ID, "GK", 2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
            struct run run = decode_by(keyed_fields, cases[i].body, strlen(cases[i].body), modes[m]);
            const char *id = values_get(&run.v, "class_id"), *code = values_get(&run.v, "class_code");
            assert_true(run.is_good);
            assert_true(id == cases[i].id || (id && cases[i].id && strcmp(id, cases[i].id) == 0));
            assert_true(code == cases[i].code || (code && cases[i].code && strcmp(code, cases[i].code) == 0));
            assert_int_equal(run.v.count, modes[m] == DECODE_PATCH ? cases[i].columns : 2);
            arena_free(run.r->ctx.arena);
        }
}

static void neither_a_key_nor_a_reference_is_null_or_missing(void **state)
{
    static const struct {
        const char *body, *pointer;
        enum field_code code;
    } cases[] = {
        {"{}", "/class_id", FIELD_ERROR_REQUIRED},
        {"{\"class_code\":null}", "/class_code", FIELD_ERROR_NULL},
        {"{\"class_id\":null,\"class_code\":\"GK\"}", "/class_id", FIELD_ERROR_NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct run run = decode_by(keyed_fields, cases[i].body, strlen(cases[i].body), DECODE_CREATE);
        assert_int_equal(run.r->ctx.problem.error_count, 1);
        assert_string_equal(run.r->ctx.problem.errors[0].where, cases[i].pointer);
        assert_int_equal(run.r->ctx.problem.errors[0].code, cases[i].code);
        arena_free(run.r->ctx.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts),
        cmocka_unit_test(refuses),
        cmocka_unit_test(tells_all_at_once),
        cmocka_unit_test(a_number_that_nothing_holds_hides_no_other_error),
        cmocka_unit_test(what_is_not_shown_is_not_built),
        cmocka_unit_test(a_long_name_is_cut_between_characters),
        cmocka_unit_test(a_raw_nul_is_refused),
        cmocka_unit_test(a_patch_touches_only_what_it_names),
        cmocka_unit_test(a_replacement_resets_but_keeps_the_immutable),
        cmocka_unit_test(a_key_stands_for_its_reference),
        cmocka_unit_test(neither_a_key_nor_a_reference_is_null_or_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
