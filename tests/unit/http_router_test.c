/* router: which row a raw path finds, and the answer to other paths. */
#include "http/router.h"

#include "http_support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static bool handle(struct req *r)
{
    (void)r;
    return true;
}

static const struct route routes[] = {
    {.method = HTTP_GET, .path = "/", .operation = "root", .handle = handle},
    {.method = HTTP_GET, .path = "/v1/people", .operation = "list", .handle = handle},
    {.method = HTTP_POST, .path = "/v1/people", .operation = "create", .handle = handle},
    {.method = HTTP_GET, .path = "/v1/people/{id}", .operation = "read", .handle = handle},
    {.method = HTTP_DELETE, .path = "/v1/people/{id}", .operation = "delete", .handle = handle},
    {.method = HTTP_POST, .path = "/v1/people/lookup", .operation = "lookup", .handle = handle},
    {.method = HTTP_GET, .path = "/v1/people/{id}/awards/{award}", .operation = "award", .handle = handle},
    {.method = HTTP_GET, .path = "/v1/{kind}/x", .operation = "x", .handle = handle},
    {.method = HTTP_PUT, .path = "/a/b/c/d/e/f/g/{h}", .operation = "deep", .handle = handle},
};

static int setup(void **state)
{
    *state = router_new(routes, sizeof routes / sizeof routes[0]);
    return 0;
}

static int teardown(void **state)
{
    router_free(*state);
    return 0;
}

static void finds(void **state)
{
    static const struct {
        enum http_method method;
        const char *target, *operation, *captures[2];
    } cases[] = {
        {HTTP_GET, "/", "root", {NULL}},
        {HTTP_GET, "/v1/people", "list", {NULL}},
        {HTTP_GET, "/v1/people?id=5", "list", {NULL}},
        {HTTP_HEAD, "/v1/people", "list", {NULL}},
        {HTTP_POST, "/v1/people", "create", {NULL}},
        {HTTP_GET, "/v1/people/7?id=5", "read", {"7"}},
        {HTTP_DELETE, "/v1/people/7", "delete", {"7"}},
        {HTTP_GET, "/v1/people/%E1%BB%85%20+", "read", {"ễ +"}},
        {HTTP_GET, "/v1/people/..a", "read", {"..a"}},
        {HTTP_POST, "/v1/people/lookup", "lookup", {NULL}},
        {HTTP_GET, "/v1/people/1/awards/2", "award", {"1", "2"}},
        {HTTP_GET, "/v1/people/x", "read", {"x"}},
        {HTTP_GET, "/v1/others/x", "x", {"others"}},
        {HTTP_PUT, "/a/b/c/d/e/f/g/1", "deep", {"1"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct req *r = req_new(cases[i].target);
        r->method = cases[i].method;
        assert_true(router_match(*state, r));
        assert_string_equal(r->route->operation, cases[i].operation);
        for (size_t c = 0; c < 2 && cases[i].captures[c]; c++)
            assert_string_equal(r->captures[c], cases[i].captures[c]);
        assert_int_equal(r->reply.status, 0);
        req_free(r);
    }
}

static void finds_nothing(void **state)
{
    static const char *const targets[] = {
        "//",
        "/v1",
        "/V1/people",
        "/v1/people/",
        "/v1//people",
        "//v1/people",
        "/v1/./people",
        "/v1/people/.",
        "/v1/people/..",
        "/v1/people/%2e%2E",
        "/v1/people/%2e",
        "/v1/people/a%2Fb",
        "/v1/people/a%2fb",
        "/v1/people/%00",
        "/v1/people/a%00b",
        "/v1/people/%",
        "/v1/people/%zz",
        "/v1/people/%ff",
        "/v1/%70eople",
        "/v1/people/1/awards",
        "/v1/people/1/awards/",
        "/v1/people//awards/2",
        "/a/b/c/d/e/f/g/h/i",
        "/a/b/c/d/e/f/g",
    };
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        struct req *r = req_new(targets[i]);
        if (router_match(*state, r))
            fail_msg("%s finds %s", targets[i], r->route->operation);
        assert_int_equal(r->ctx.problem.kind, PROBLEM_NOT_FOUND);
        assert_null(r->route);
        req_free(r);
    }
}

static void other_methods_are_told_which(void **state)
{
    static const struct {
        enum http_method method;
        const char *target, *allow;
    } cases[] = {
        {HTTP_PUT, "/v1/people", "GET, HEAD, POST, OPTIONS"},
        {HTTP_OTHER, "/v1/people/1", "GET, HEAD, DELETE, OPTIONS"},
        {HTTP_GET, "/v1/people/lookup", "POST, OPTIONS"},
        {HTTP_OPTIONS, "/v1/people/lookup", "POST, OPTIONS"},
        {HTTP_OPTIONS, "/v1/people/1", "GET, HEAD, DELETE, OPTIONS"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct req *r = req_new(cases[i].target);
        r->method = cases[i].method;
        bool matched = router_match(*state, r);
        assert_int_equal(matched, cases[i].method == HTTP_OPTIONS);
        assert_int_equal(matched ? r->reply.status : problem_status(r->ctx.problem.kind), matched ? 204 : 405);
        assert_string_equal(r->reply.headers[0].name, "Allow");
        assert_string_equal(r->reply.headers[0].value, cases[i].allow);
        assert_null(r->route);
        req_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds),
        cmocka_unit_test(finds_nothing),
        cmocka_unit_test(other_methods_are_told_which),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
