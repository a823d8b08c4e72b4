/* problem, ctx and uuid: the first problem stays; all field errors are reported at once, in the caller's language. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/ctx.h"
#include "base/uuid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* cmocka has a macro of this name; here our function is tested */

static int setup(void **state)
{
    struct arena *a = arena_new();
    struct ctx *ctx = arena_alloc(a, sizeof *ctx);
    ctx_init(ctx, a);
    *state = ctx;
    return 0;
}

static int teardown(void **state)
{
    arena_free(((struct ctx *)*state)->arena);
    return 0;
}

static const char *written(struct ctx *ctx)
{
    struct buf *out = arena_alloc(ctx->arena, sizeof *out);
    buf_init(out, ctx->arena, 1 << 20);
    problem_write(ctx, "/v1/x", out);
    return out->text;
}

static void keeps_the_first(void **state)
{
    struct ctx *ctx = *state;
    assert_false(has_failed(ctx));
    assert_false(fail(ctx, PROBLEM_NOT_FOUND));
    fault(ctx, PROBLEM_INTERNAL, "secret %d", 1);
    assert_int_equal(ctx->problem.kind, PROBLEM_NOT_FOUND);
    assert_null(ctx->problem.log);
    assert_string_equal(written(ctx),
                        "{\"type\":\"/problems/not-found\",\"title\":\"Không tìm thấy\",\"status\":404,\"instance\":\"/v1/x\"}");
}

static void tells_every_field(void **state)
{
    struct ctx *ctx = *state;
    ctx->lang = LANG_EN;
    fail_field(ctx, AT_POINTER, "/headcount", FIELD_ERROR_RANGE, "0–10 %s");
    fail_field(ctx, AT_PARAMETER, "limit", FIELD_ERROR_UNKNOWN, NULL);
    assert_string_equal(written(ctx),
                        "{\"type\":\"/problems/invalid\",\"title\":\"The request is invalid\",\"status\":400,"
                        "\"instance\":\"/v1/x\",\"errors\":["
                        "{\"pointer\":\"/headcount\",\"code\":\"range\",\"detail\":\"is out of range: 0–10 %s\"},"
                        "{\"parameter\":\"limit\",\"code\":\"unknown\",\"detail\":\"is not known\"}]}");
}

static void names_the_rule(void **state)
{
    struct ctx *ctx = *state;
    ctx->lang = LANG_EN;
    fail_by_rule(ctx, PROBLEM_CONFLICT, "thing_full", "Đã đầy", "It is full");
    fail_by_rule(ctx, PROBLEM_INVALID, "thing_other", "Khác", "Another");
    fail_field_by_rule(ctx, PROBLEM_CONFLICT, "/size", FIELD_ERROR_RULE, "thing_full", "It is full");
    fail_field(ctx, AT_POINTER, "/x", FIELD_ERROR_UNKNOWN, NULL);
    assert_string_equal(written(ctx),
                        "{\"type\":\"/problems/conflict\",\"title\":\"Conflict with the current state\",\"status\":409,"
                        "\"rule\":\"thing_full\",\"detail\":\"It is full\",\"instance\":\"/v1/x\","
                        "\"errors\":[{\"pointer\":\"/size\",\"code\":\"rule\",\"rule\":\"thing_full\","
                        "\"detail\":\"breaks a rule: It is full\"},"
                        "{\"pointer\":\"/x\",\"code\":\"unknown\",\"detail\":\"is not known\"}]}");
}

static void bounds_the_list(void **state)
{
    struct ctx *ctx = *state;
    for (int i = 0; i < 1000; i++)
        fail_field(ctx, AT_POINTER, "/x", FIELD_ERROR_UNKNOWN, NULL);
    assert_int_equal(ctx->problem.error_count, PROBLEM_MAX_ERRORS);
}

static void hides_the_log_text(void **state)
{
    struct ctx *ctx = *state;
    fault(ctx, PROBLEM_INTERNAL, "relation %s", "award");
    fail_member(ctx, "allowed", "[\"x\"]");
    assert_null(strstr(written(ctx), "relation"));
    assert_non_null(strstr(written(ctx), ",\"allowed\":[\"x\"]"));
    assert_string_equal(ctx->problem.log, "relation award");
}

/* Whatever it quotes, the document ends correctly. */
static void leaves_out_what_does_not_fit(void **state)
{
    struct ctx *ctx = *state;
    struct buf out;
    char name[580 + 1] = {0}, large[4096 + 1] = {0};
    memset(name, 1, sizeof name - 1);
    memset(large, '1', sizeof large - 1);
    buf_init(&out, ctx->arena, 4096);
    for (int i = 0; i < PROBLEM_MAX_ERRORS; i++)
        fail_field(ctx, AT_POINTER, name, FIELD_ERROR_UNKNOWN, NULL);
    fail_member(ctx, "large", large);
    fail_member(ctx, "small", "1");
    problem_write(ctx, "/v1/x", &out);
    assert_false(out.overflow);
    assert_null(strstr(out.text, "large"));
    assert_non_null(strstr(out.text, ",\"small\":1,\"errors\":[{\"pointer\""));
    assert_string_equal(out.text + out.length - 3, "}]}");
}

static void makes_ordered_ids(void **state)
{
    char first[UUID_TEXT], second[UUID_TEXT];
    (void)state;
    uuid_new(first);
    uuid_new(second);
    assert_true(is_uuid(first));
    assert_int_equal(first[14], '7');
    assert_true(strchr("89ab", first[19]) != NULL);
    assert_true(strncmp(first, second, 13) <= 0);
    assert_string_not_equal(first, second);
    assert_false(is_uuid("01a20450-e3be-7f8d-8697-f549bd7813d"));
    assert_false(is_uuid("01a20450xe3be-7f8d-8697-f549bd7813d6"));
    assert_false(is_uuid("01a20450-e3be-7f8d-8697-f549bd7813d6 "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_the_first, setup, teardown),
        cmocka_unit_test_setup_teardown(tells_every_field, setup, teardown),
        cmocka_unit_test_setup_teardown(names_the_rule, setup, teardown),
        cmocka_unit_test_setup_teardown(bounds_the_list, setup, teardown),
        cmocka_unit_test_setup_teardown(hides_the_log_text, setup, teardown),
        cmocka_unit_test_setup_teardown(leaves_out_what_does_not_fit, setup, teardown),
        cmocka_unit_test(makes_ordered_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
