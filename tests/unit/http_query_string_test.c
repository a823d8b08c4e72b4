/* query_string: what is accepted, what is refused, and that all errors are reported at once. */
#include "http/query_string.h"

#include "http_support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

static void reads(void **state)
{
    static const struct {
        const char *target;
        size_t count;
        const char *name, *value;
    } cases[] = {
        {"/x", 0, NULL, NULL},
        {"/x?", 0, NULL, NULL},
        {"/x?a=1", 1, "a", "1"},
        {"/x?a", 1, "a", ""},
        {"/x?a=", 1, "a", ""},
        {"/x?a&b", 2, "b", ""},
        {"/x?a=1&A=2", 2, "A", "2"},
        {"/x?a=b=c", 1, "a", "b=c"},
        {"/x?a=1?b", 1, "a", "1?b"},
        {"/x?q=thi+%C4%91ua%2B", 1, "q", "thi đua+"},
        {"/x?created_at%5Bgte%5D=2018-01-01", 1, "created_at[gte]", "2018-01-01"},
        {"/x?year[lt]=2019", 1, "year[lt]", "2019"},
        {"/x?a=%26%3D", 1, "a", "&="},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct req *r = req_new(cases[i].target);
        assert_true(query_parse(r));
        assert_int_equal(r->param_count, cases[i].count);
        if (cases[i].name)
            assert_string_equal(req_param(r, cases[i].name), cases[i].value);
        assert_null(req_param(r, "absent"));
        req_free(r);
    }
}

static void refuses(void **state)
{
    static const struct {
        const char *target, *where;
        enum field_code code;
    } cases[] = {
        {"/x?a=1&a=2", "a", FIELD_ERROR_REPEATED},    {"/x?a=1&%61=2", "a", FIELD_ERROR_REPEATED},
        {"/x?a=%", "a", FIELD_ERROR_FORMAT},          {"/x?a=%zz", "a", FIELD_ERROR_FORMAT},
        {"/x?%zz=1", "%zz", FIELD_ERROR_FORMAT},      {"/x?a=%00", "a", FIELD_ERROR_CHARACTER},
        {"/x?a%00=1", "a%00", FIELD_ERROR_CHARACTER}, {"/x?a=%ff", "a", FIELD_ERROR_ENCODING},
        {"/x?=x&b=2", "", FIELD_ERROR_FORMAT},        {"/x?a=1&&b=2", "", FIELD_ERROR_FORMAT},
        {"/x?a=1&", "", FIELD_ERROR_FORMAT},          {"/x?&a=1", "", FIELD_ERROR_FORMAT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct req *r = req_new(cases[i].target);
        const struct field_error *e = &r->ctx.problem.errors[0];
        if (query_parse(r) || r->ctx.problem.kind != PROBLEM_INVALID || r->ctx.problem.error_count != 1)
            fail_msg("%s: %zu errors", cases[i].target, r->ctx.problem.error_count);
        assert_int_equal(e->place, AT_PARAMETER);
        assert_string_equal(e->where, cases[i].where);
        assert_int_equal(e->code, cases[i].code);
        req_free(r);
    }
}

static void refuses_all_at_once(void **state)
{
    struct req *r = req_new("/x?a=%ff&b=1&b=2&c=%&d=ok");
    (void)state;
    assert_false(query_parse(r));
    assert_int_equal(r->ctx.problem.error_count, 3);
    assert_string_equal(req_param(r, "d"), "ok");
    req_free(r);
}

static void refuses_too_many(void **state)
{
    char target[1000] = "/x?p0=0";
    size_t length = strlen(target);
    (void)state;
    for (int i = 1; i <= REQ_MAX_PARAMS; i++)
        length += (size_t)snprintf(target + length, sizeof target - length, "&p%d=%d", i, i);
    struct req *r = req_new(target);
    assert_false(query_parse(r));
    assert_int_equal(r->param_count, REQ_MAX_PARAMS);
    assert_int_equal(r->ctx.problem.error_count, 1);
    req_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads),
        cmocka_unit_test(refuses),
        cmocka_unit_test(refuses_all_at_once),
        cmocka_unit_test(refuses_too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
