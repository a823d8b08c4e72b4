/* framing: the guard as a pure function; http_server_test.c tests it over sockets. */
#include "http/framing.h"

#include "http_support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

enum { MAX_HEADERS = 4 };

struct framing_case {
    const char *method, *target, *version;
    struct header headers[MAX_HEADERS];
};

#define HOST \
    { \
        "Host", "a.example:8080" \
    }

static struct req *check(const struct framing_case *c, bool is_whole, bool *good)
{
    struct req *r = req_new("/");
    struct message message = {c->method, c->target, c->version, is_whole};
    r->headers = c->headers;
    while (r->header_count < MAX_HEADERS && c->headers[r->header_count].name)
        r->header_count++;
    *good = framing_check(r, &message);
    assert_int_equal(r->reply.close, !*good);
    return r;
}

static void accepts(void **state)
{
    static const struct framing_case cases[] = {
        {"GET", "/", "HTTP/1.1", {HOST}},
        {"GET", "/v1/%C4%91?x=%00&y", "HTTP/1.0", {{"hOsT", "[::1]:80"}}},
        {"POST", "/", "HTTP/1.1", {HOST, {"Content-Length", "5"}}},
        {"POST", "/", "HTTP/1.1", {HOST, {"transfer-encoding", "CHUNKED"}}},
        {"PROPFIND", "/", "HTTP/1.1", {HOST}},
        {"OPTIONS", "*", "HTTP/1.1", {HOST}},
        {"GET", "http://a.example", "HTTP/1.1", {HOST}},
        {"GET", "HTTPS://a.example:8443/a?b", "HTTP/1.1", {HOST}},
        {"GET", "/", "HTTP/1.1", {HOST, {"Accept", "a"}, {"Accept", "b"}, {"X", "\xff"}}},
        {"GET", "/", "HTTP/1.1", {HOST, {"If-None-Match", "\"1\""}, {"If-None-Match", "\"2\""}}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool good;
        struct req *r = check(&cases[i], true, &good);
        if (!good)
            fail_msg("case %zu", i);
        req_free(r);
    }
}

/* The absolute form names the host, unless a trusted proxy names another. */
static void an_absolute_target_says_where_it_leads(void **state)
{
    static const struct header host = HOST;
    const struct message message = {"GET", "HTTP://b.example:81?a=/b", "HTTP/1.1", true};
    (void)state;
    for (int behind = 0; behind < 2; behind++) {
        struct req *r = req_new("/");
        r->headers = &host;
        r->header_count = 1;
        r->host = behind ? "front.example" : NULL;
        r->scheme = behind ? "https" : NULL;
        assert_true(framing_check(r, &message));
        assert_string_equal(r->host, behind ? "front.example" : "b.example:81");
        assert_string_equal(r->scheme, behind ? "https" : "http");
        assert_string_equal(r->target, "/?a=/b");
        assert_string_equal(r->path, "/");
        req_free(r);
    }
}

static void refuses(void **state)
{
    static const struct framing_case cases[] = {
        {"", "/", "HTTP/1.1", {HOST}},
        {"get", "/", "HTTP/1.1", {HOST}},
        {"GE T", "/", "HTTP/1.1", {HOST}},
        {"GET", "", "HTTP/1.1", {HOST}},
        {"GET", "*", "HTTP/1.1", {HOST}},
        {"GET", "x/", "HTTP/1.1", {HOST}},
        {"OPTIONS", "**", "HTTP/1.1", {HOST}},
        {"GET", "http://", "HTTP/1.1", {HOST}},
        {"GET", "http:///a", "HTTP/1.1", {HOST}},
        {"GET", "http://a@b/", "HTTP/1.1", {HOST}},
        {"GET", "ftp://a/", "HTTP/1.1", {HOST}},
        {"GET", "http:/a", "HTTP/1.1", {HOST}},
        {"GET", "/ ", "HTTP/1.1", {HOST}},
        {"GET", "/a?b#c", "HTTP/1.1", {HOST}},
        {"GET", "/\x7f", "HTTP/1.1", {HOST}},
        {"GET", "/\x80", "HTTP/1.1", {HOST}},
        {"GET", "/", "HTTP/2.0", {HOST}},
        {"GET", "/", "", {HOST}},
        {"GET", "/", "HTTP/1.1", {{NULL, NULL}}},
        {"GET", "/", "HTTP/1.0", {{NULL, NULL}}},
        {"GET", "/", "HTTP/1.1", {HOST, {"host", "a.example:8080"}}},
        {"GET", "/", "HTTP/1.1", {{"Host", ""}}},
        {"GET", "/", "HTTP/1.1", {{"Host", "a,b"}}},
        {"GET", "/", "HTTP/1.1", {{"Host", "a/b"}}},
        {"GET", "/", "HTTP/1.1", {{"Host", "user@a"}}},
        {"GET", "/", "HTTP/1.1", {HOST, {"X ", "1"}}},
        {"GET", "/", "HTTP/1.1", {HOST, {"X", "\x01"}}},
        {"GET", "/", "HTTP/1.1", {HOST, {"If-Match", "\"\xff\""}}},
        {"POST", "/", "HTTP/1.1", {HOST, {"Content-Length", "-1"}}},
        {"POST", "/", "HTTP/1.1", {HOST, {"Content-Length", ""}}},
        {"POST", "/", "HTTP/1.1", {HOST, {"Content-Length", "1"}, {"Content-Length", "1"}}},
        {"POST", "/", "HTTP/1.1", {HOST, {"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}}},
        {"POST", "/", "HTTP/1.1", {HOST, {"Transfer-Encoding", ""}}},
        {"POST", "/", "HTTP/1.1", {HOST, {"Transfer-Encoding", "chunked, chunked"}}},
        {"POST", "/", "HTTP/1.0", {HOST, {"Transfer-Encoding", "chunked"}}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool good;
        struct req *r = check(&cases[i], true, &good);
        if (good || r->ctx.problem.kind != PROBLEM_BAD_FRAMING)
            fail_msg("case %zu: %s %s", i, cases[i].method, cases[i].target);
        req_free(r);
    }
}

static void bytes_that_nobody_accounts_for_are_refused(void **state)
{
    static const struct framing_case plain = {"GET", "/", "HTTP/1.1", {HOST}};
    bool good;
    (void)state;
    struct req *r = check(&plain, false, &good);
    assert_false(good);
    req_free(r);
}

static void all_bad_headers_are_named(void **state)
{
    static const struct framing_case c = {
        "POST", "/", "HTTP/1.1", {{"Content-Length", "1"}, {"Content-Length", "2"}, {"Transfer-Encoding", "gzip"}}};
    bool good;
    (void)state;
    struct req *r = check(&c, true, &good);
    assert_int_equal(r->ctx.problem.error_count, 4);
    assert_string_equal(r->ctx.problem.errors[0].where, "Content-Length");
    assert_int_equal(r->ctx.problem.errors[0].code, FIELD_ERROR_REPEATED);
    assert_string_equal(r->ctx.problem.errors[3].where, "Host");
    req_free(r);
}

static void long_targets(void **state)
{
    static char target[TARGET_MAX_BYTES + 2];
    struct framing_case c = {"GET", target, "HTTP/1.1", {HOST}};
    bool good;
    (void)state;
    memset(target, '/', TARGET_MAX_BYTES + 1);
    struct req *r = check(&c, true, &good);
    assert_int_equal(r->ctx.problem.kind, PROBLEM_URI_TOO_LONG);
    req_free(r);
    target[TARGET_MAX_BYTES] = '\0';
    req_free(check(&c, true, &good));
    assert_true(good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts),
        cmocka_unit_test(an_absolute_target_says_where_it_leads),
        cmocka_unit_test(refuses),
        cmocka_unit_test(bytes_that_nobody_accounts_for_are_refused),
        cmocka_unit_test(all_bad_headers_are_named),
        cmocka_unit_test(long_targets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
