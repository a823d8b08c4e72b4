/* nested: a list of objects after the fields of a body, and the errors in it. */
#include "base/arena.h"
#include "http/req.h"
#include "rest/json.h"
#include "rest/nested.h"
#include "rest/values.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const votes[] = {"agree", "disagree", NULL};
static const struct field fields[] = {FIELD_TEXT("name", 1, 5, REQUIRED), FIELD_END};
static const struct field vote_fields[] = {FIELD_TEXT("who", 1, 20, REQUIRED), FIELD_ENUM("vote", votes, 0), FIELD_END};
static const struct nested list = {.name = "votes", .fields = vote_fields, .most = 2};

static const struct nested changes = {.name = "changes", .fields = vote_fields, .is_object = true};

static struct req *decode_by(const struct nested *nested, const char *body, struct values *out, bool *is_good)
{
    struct arena *a = arena_new();
    struct req *r = arena_zero(a, sizeof *r);
    ctx_init(&r->ctx, a);
    r->body = arena_strndup(a, body, strlen(body));
    r->body_length = strlen(body);
    *is_good = json_parse_body(r) && decode_nested(r, fields, nested, out);
    return r;
}

static struct req *decode(const char *body, struct values *out, bool *is_good)
{
    return decode_by(&list, body, out, is_good);
}

static void becomes_one_text(void **state)
{
    static const struct {
        const char *body, *text;
    } cases[] = {
        {"{\"name\":\"a\"}", NULL},
        {"{\"name\":\"a\",\"votes\":null}", NULL},
        {"{\"name\":\"a\",\"votes\":[{\"who\":\"x\\\"y\",\"vote\":\"agree\"}]}", "[{\"who\":\"x\\\"y\",\"vote\":\"agree\"}]"},
        {"{\"votes\":[{\"who\":\"x\"},{\"who\":\"y\",\"vote\":null}],\"name\":\"a\"}", "[{\"who\":\"x\"},{\"who\":\"y\"}]"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct values v = {0};
        bool is_good;
        struct req *r = decode(cases[i].body, &v, &is_good);
        assert_true(is_good);
        assert_int_equal(v.count, 2);
        assert_string_equal(v.items[1].column, "votes");
        if (cases[i].text)
            assert_string_equal(v.items[1].text, cases[i].text);
        else
            assert_null(v.items[1].text);
        arena_free(r->ctx.arena);
    }
}

static void says_where_it_is_wrong(void **state)
{
    static const struct {
        const char *body, *where;
    } cases[] = {
        {"{\"name\":\"a\",\"votes\":[]}", "/votes"},
        {"{\"name\":\"a\",\"votes\":{}}", "/votes"},
        {"{\"name\":\"a\",\"votes\":[{\"who\":\"x\"},{\"who\":\"x\"},{\"who\":\"x\"}]}", "/votes"},
        {"{\"name\":\"a\",\"votes\":[1]}", "/votes/0"},
        {"{\"name\":\"a\",\"votes\":[{\"who\":\"x\"},{\"vote\":\"agree\"}]}", "/votes/1/who"},
        {"{\"name\":\"a\",\"votes\":[{\"who\":\"x\",\"vote\":\"maybe\"}]}", "/votes/0/vote"},
        {"{\"name\":\"a\",\"votes\":[{\"who\":\"x\",\"more\":1}]}", "/votes/0/more"},
        {"{\"votes\":[{\"who\":\"x\"}]}", "/name"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct values v = {0};
        bool is_good;
        struct req *r = decode(cases[i].body, &v, &is_good);
        assert_false(is_good);
        assert_int_equal(r->ctx.problem.error_count, 1);
        assert_string_equal(r->ctx.problem.errors[0].where, cases[i].where);
        arena_free(r->ctx.arena);
    }
}

/* Of each object only given members are kept, including null. */
static void changes_are_what_is_given(void **state)
{
    static const struct {
        const char *body, *text, *where;
    } cases[] = {
        {"{\"name\":\"a\",\"changes\":{\"vote\":null}}", "{\"vote\":null}", NULL},
        {"{\"name\":\"a\",\"changes\":{\"vote\":\"agree\",\"who\":\"x\"}}", "{\"who\":\"x\",\"vote\":\"agree\"}", NULL},
        {"{\"name\":\"a\"}", NULL, "/changes"},
        {"{\"name\":\"a\",\"changes\":{}}", NULL, "/changes"},
        {"{\"name\":\"a\",\"changes\":[]}", NULL, "/changes"},
        {"{\"name\":\"a\",\"changes\":{\"more\":1}}", NULL, "/changes/more"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct values v = {0};
        bool is_good;
        struct req *r = decode_by(&changes, cases[i].body, &v, &is_good);
        assert_int_equal(is_good, cases[i].text != NULL);
        if (is_good)
            assert_string_equal(v.items[1].text, cases[i].text);
        else
            assert_string_equal(r->ctx.problem.errors[0].where, cases[i].where);
        arena_free(r->ctx.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(becomes_one_text),
        cmocka_unit_test(says_where_it_is_wrong),
        cmocka_unit_test(changes_are_what_is_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
