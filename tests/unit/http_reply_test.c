/*
 * reply: what reply_finish() makes of problems and of handlers' answers. (fail) is our function, fail a macro of
 * cmocka.
 */
#include "http/reply.h"

#include "base/buf.h"

#include "http_support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <strings.h>
#include <cmocka.h>

static const char *header_of(const struct req *r, const char *name)
{
    for (size_t i = 0; i < r->reply.header_count; i++)
        if (strcasecmp(r->reply.headers[i].name, name) == 0)
            return r->reply.headers[i].value;
    return NULL;
}

static void assert_header(const struct req *r, const char *name, const char *value)
{
    const char *found = header_of(r, name);
    if (!value)
        assert_null(found);
    else if (!found || strcmp(found, value) != 0)
        fail_msg("%s: %s instead of %s", name, found, value);
}

static void problems(void **state)
{
    static const struct {
        enum problem_kind kind;
        int status;
        const char *challenge;
    } cases[] = {
        {PROBLEM_UNAUTHENTICATED, 401, "Bearer realm=\"api\""},
        {PROBLEM_INVALID_TOKEN, 401, "Bearer realm=\"api\", error=\"invalid_token\""},
        {PROBLEM_FORBIDDEN, 403, "Bearer realm=\"api\", error=\"insufficient_scope\""},
        {PROBLEM_NOT_FOUND, 404, NULL},
        {PROBLEM_UNAVAILABLE, 503, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct req *r = req_new("/v1/things?secret=1");
        reply_json(r, 200, "{}", 2);
        (fail)(&r->ctx, cases[i].kind);
        reply_finish(r);
        assert_int_equal(r->reply.status, cases[i].status);
        assert_string_equal(r->reply.content_type, "application/problem+json");
        assert_int_equal(r->reply.length, strlen(r->reply.body));
        assert_non_null(strstr(r->reply.body, "\"instance\":\"/v1/things\""));
        assert_null(strstr(r->reply.body, "secret"));
        assert_header(r, "WWW-Authenticate", cases[i].challenge);
        assert_header(r, "Content-Language", "vi");
        assert_header(r, "Vary", "Accept-Language");
        assert_header(r, "Retry-After", cases[i].status == 503 ? "2" : NULL);
        req_free(r);
    }
}

static void problems_overrule_what_the_handler_allowed(void **state)
{
    struct req *r = req_new("/");
    (void)state;
    r->ctx.lang = LANG_EN;
    reply_header(r, "Cache-Control", "private, no-cache");
    reply_header(r, "vary", "Origin");
    (fail)(&r->ctx, PROBLEM_UNAVAILABLE);
    r->ctx.problem.retry_after = 5;
    reply_finish(r);
    assert_header(r, "Cache-Control", "no-store");
    assert_header(r, "Vary", "Origin, Accept-Language");
    assert_header(r, "Retry-After", "5");
    assert_header(r, "Content-Language", "en");
    req_free(r);
}

static void handlers_may_set_their_own(void **state)
{
    struct req *r = req_new("/");
    (void)state;
    reply_json(r, 200, "{}", 2);
    reply_header(r, "cache-control", "private, no-cache");
    reply_header(r, "Content-Security-Policy", "default-src 'self'");
    reply_header(r, "ETag", "\"1\"");
    reply_header(r, "etag", "\"2\"");
    reply_finish(r);
    assert_header(r, "Cache-Control", "private, no-cache");
    assert_header(r, "Content-Security-Policy", "default-src 'self'");
    assert_header(r, "ETag", "\"2\"");
    assert_header(r, "Vary", NULL);
    assert_header(r, "Content-Language", NULL);
    assert_header(r, "Connection", NULL);
    assert_string_equal(r->reply.body, "{}");
    req_free(r);
}

static void varies_by_each_header_once(void **state)
{
    struct req *r = req_new("/");
    (void)state;
    reply_json(r, 200, "{}", 2);
    reply_vary(r, "Accept-Language");
    reply_vary(r, "Accept");
    reply_vary(r, "accept-language");
    reply_finish(r);
    assert_header(r, "Vary", "Accept-Language, Accept");
    req_free(r);
}

static void bodiless_answers_have_no_type(void **state)
{
    (void)state;
    for (int status = 204; status <= 304; status += 100) {
        struct req *r = req_new("/");
        reply_with(r, status, "text/plain", "body", 4);
        r->reply.close = true;
        reply_finish(r);
        assert_null(r->reply.content_type);
        assert_null(r->reply.body);
        assert_int_equal(r->reply.length, 0);
        assert_header(r, "Connection", "close");
        req_free(r);
    }
}

static void faults(void **state)
{
    static const struct header bad[] = {{"X-A", "a\r\nSet-Cookie: b"}, {"X A", "b"}, {"", "b"}};
    (void)state;
    for (size_t i = 0; i <= sizeof bad / sizeof bad[0]; i++) {
        struct req *r = req_new("/");
        if (i < sizeof bad / sizeof bad[0]) {
            reply_empty(r, 204);
            reply_header(r, bad[i].name, bad[i].value);
        }
        reply_finish(r);
        assert_int_equal(r->reply.status, 500);
        assert_non_null(r->ctx.problem.log);
        assert_null(strstr(r->reply.body, r->ctx.problem.log));
        req_free(r);
    }
}

static void a_text_that_did_not_fit_is_a_fault(void **state)
{
    struct req *r = req_new("/v1/things");
    struct buf out;
    (void)state;
    buf_init(&out, r->ctx.arena, 7);
    buf_adds(&out, "{\"a\":1}");
    assert_false(reply_buf(r, 200, &out));
    reply_finish(r);
    assert_int_equal(r->reply.status, 500);
    assert_null(strstr(r->reply.body, "{\"a"));
    req_free(r);
}

static void too_many_headers_are_a_fault_that_still_answers(void **state)
{
    struct req *r = req_new("/");
    (void)state;
    for (int i = 0; i < 2 * REPLY_MAX_HEADERS; i++)
        reply_header(r, arena_printf(r->ctx.arena, "X-%d", i), "1");
    reply_finish(r);
    assert_int_equal(r->reply.status, 500);
    assert_true(r->reply.header_count <= REPLY_MAX_HEADERS);
    assert_header(r, "X-Content-Type-Options", "nosniff");
    req_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(problems),
        cmocka_unit_test(problems_overrule_what_the_handler_allowed),
        cmocka_unit_test(handlers_may_set_their_own),
        cmocka_unit_test(bodiless_answers_have_no_type),
        cmocka_unit_test(varies_by_each_header_once),
        cmocka_unit_test(faults),
        cmocka_unit_test(a_text_that_did_not_fit_is_a_fault),
        cmocka_unit_test(too_many_headers_are_a_fault_that_still_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
