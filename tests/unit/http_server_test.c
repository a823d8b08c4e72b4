/*
 * The adapter over real sockets, in both thread models: what it refuses, that nothing hidden behind a refused message
 * runs, and what every answer contains.
 */
#include "http/reply.h"
#include "http/server.h"

#include "base/arena.h"
#include "base/log.h"

#include "../support/raw_client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <cmocka.h>

enum { BODY_LIMIT = 1000, QUIET_MS = 150, PATIENCE_MS = 3000 };

static atomic_int hidden_runs;

/* Answers with what it received: "<method> <path> <body length> <peer>". */
static void answer(struct req *r)
{
    if (strcmp(r->path, "/hidden") == 0)
        atomic_fetch_add(&hidden_runs, 1);
    if (r->body_too_large) {
        (fail)(&r->ctx, PROBLEM_TOO_LARGE); /* cmocka has a macro of this name */
        return;
    }
    if (strcmp(r->path, "/empty") == 0) {
        reply_empty(r, 204);
        return;
    }
    if (strcmp(r->path, "/nobody") == 0)
        return;
    const char *body =
        arena_printf(r->ctx.arena, "%s %s %zu %s", http_method_name(r->method), r->path, r->body_length, r->peer);
    reply_with(r, 200, "text/plain", body, strlen(body));
}

static struct server *start(const char *listen, int threads)
{
    struct server_config config = {.name = "test",
                                   .listen = listen,
                                   .loops = threads,
                                   .connection_limit = 100,
                                   .idle_timeout_s = 10,
                                   .body_limit = BODY_LIMIT,
                                   .trusted_proxies = "",
                                   .answer = answer};
    char why[200];
    struct server *server = server_start(&config, why, sizeof why);
    assert_non_null(server);
    return server;
}

static int setup_pool(void **state)
{
    *state = start("127.0.0.1:0", 4);
    return 0;
}

static int setup_thread_per_connection(void **state)
{
    *state = start("127.0.0.1:0", 0);
    return 0;
}

static int teardown(void **state)
{
    server_stop(*state);
    return 0;
}

#define POST "POST /v1/things HTTP/1.1\r\nHost: a\r\n"
#define GET "GET /v1/things HTTP/1.1\r\nHost: a\r\n"
#define HIDDEN "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"
#define BYTES(text) text, sizeof(text) - 1

/* Each is refused with 400 at once, the connection is closed, and what follows does not run. */
static const struct refusal {
    const char *bytes;
    size_t length;
} refusals[] = {
    {BYTES(POST "Content-Length: 0\r\nContent-Length: 36\r\n\r\n" HIDDEN)},
    {BYTES(POST "Content-Length: 5000\r\nContent-Length: 5\r\n\r\nhello" HIDDEN)},
    {BYTES(POST "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello" HIDDEN)},
    {BYTES(POST "Content-Length: 5, 5\r\n\r\nhello" HIDDEN)},
    {BYTES(POST "Content-Length: +5\r\n\r\nhello" HIDDEN)},
    {BYTES(POST "Content-Length: 36\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN)},
    {BYTES(POST "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" HIDDEN)},
    {BYTES(POST "Transfer-Encoding: identity\r\n\r\n" HIDDEN)},
    {BYTES(POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" HIDDEN)},
    {BYTES(POST "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" HIDDEN)},
    {BYTES(POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" HIDDEN)},
    {BYTES(POST "Transfer-Encoding: \x0b"
                "chunked\r\n\r\n0\r\n\r\n" HIDDEN)},
    {BYTES(POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" HIDDEN)},
    {BYTES(POST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" HIDDEN)},
    {BYTES(POST "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" HIDDEN)},
    {BYTES(POST "Content-Length:\r\n 36\r\n\r\n" HIDDEN)},
    {BYTES(POST "X-A: b\r\n\tContent-Length: 36\r\n\r\n" HIDDEN)},
    {BYTES("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN)},
    {BYTES("GET / HTTP/1.1\r\n\r\n" HIDDEN)},
    {BYTES("GET / HTTP/1.1\r\nHost:\r\n\r\n" HIDDEN)},
    {BYTES("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n" HIDDEN)},
    {BYTES("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n" HIDDEN)},
    {BYTES("GET / HTTP/1.1\r\nHost: a b\r\n\r\n" HIDDEN)},
    {BYTES("GET / HTTP/1.2\r\nHost: a\r\n\r\n" HIDDEN)},
    {BYTES("get / HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN)},
    {BYTES("G@T / HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN)},
    {BYTES("GET * HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN)},
    {BYTES("GET http://a@b/ HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN)},
    {BYTES("GET /#x HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN)},
    {BYTES("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN)},
    {BYTES("GET  / HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN)},
    {BYTES("GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN)},
    {BYTES("GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN)},
    {BYTES("GET / HTTP/1.1\nHost: a\n\n" HIDDEN)},
    {BYTES(GET "X-A : 1\r\n\r\n" HIDDEN)},
    {BYTES(GET "X-A: 1\0Y\r\n\r\n" HIDDEN)},
    {BYTES(GET "X-A: 1\rY\r\n\r\n" HIDDEN)},
    {BYTES(GET "X-A: 1\nContent-Length: 36\r\n\r\n" HIDDEN)},
    {BYTES(GET ": 1\r\n\r\n" HIDDEN)},
    {BYTES(GET "no colon\r\n\r\n" HIDDEN)},
    {BYTES(GET "Authorization: Bearer \xff\r\n\r\n" HIDDEN)},
    {BYTES(GET "Authorization: a\r\nauthorization: b\r\n\r\n" HIDDEN)},
    {BYTES(GET "Content-Type: a\r\nContent-type: b\r\n\r\n" HIDDEN)},
    {BYTES(GET "If-Match: \"1\"\r\nIf-Match: \"2\"\r\n\r\n" HIDDEN)},
    {BYTES(GET "Idempotency-Key: a\r\nIdempotency-Key: a\r\n\r\n" HIDDEN)},
};

static void refuses_bad_framing_and_runs_nothing_behind(void **state)
{
    static struct exchange x;
    atomic_store(&hidden_runs, 0);
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        raw_exchange(server_address(*state), refusals[i].bytes, refusals[i].length, PATIENCE_MS, &x);
        if (!x.closed || strncmp(x.text, "HTTP/1.1 400", 12) != 0 || atomic_load(&hidden_runs))
            fail_msg("%s\nclosed %d, hidden runs %d, answer:\n%s", refusals[i].bytes, x.closed,
                     atomic_load(&hidden_runs), x.text);
    }
}

static void serves_one_request_after_the_other(void **state)
{
    static const char bytes[] = "\r\n" POST "Content-Length: 5\r\n\r\nhello" POST
                                "Transfer-Encoding: Chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nX-T: 1\r\n\r\n" GET
                                "A:\r\nB:\t b \t\r\nIf-None-Match: \"1\"\r\nIf-None-Match: \"2\"\r\n\r\n" HIDDEN;
    static struct exchange x;
    atomic_store(&hidden_runs, 0);
    raw_exchange(server_address(*state), bytes, sizeof bytes - 1, QUIET_MS, &x);
    assert_false(x.closed);
    assert_int_equal(raw_count(&x, "HTTP/1.1 200"), 4);
    assert_int_equal(raw_count(&x, "POST /v1/things 5 127.0.0.1"), 2);
    assert_int_equal(atomic_load(&hidden_runs), 1);
}

static void head_has_the_headers_of_get_and_no_body(void **state)
{
    static struct exchange get, head;
    raw_exchange(server_address(*state), BYTES("GET /1234 HTTP/1.1\r\nHost: a\r\n\r\n"), QUIET_MS, &get);
    raw_exchange(server_address(*state), BYTES("HEAD /123 HTTP/1.1\r\nHost: a\r\n\r\n"), QUIET_MS, &head);
    const char *get_length = strstr(get.text, "Content-Length: "), *head_length = strstr(head.text, "Content-Length: ");
    assert_non_null(get_length);
    assert_non_null(head_length);
    assert_int_equal(atoi(get_length + 16), atoi(head_length + 16));
    assert_string_equal(strstr(head.text, "\r\n\r\n"), "\r\n\r\n");
}

static void every_answer_bears_the_common_headers(void **state)
{
    static const char *const paths[] = {"/x", "/empty", "/nobody", "/#"};
    static const char *const headers[] = {"\r\nX-Request-Id: ",
                                          "\r\nAPI-Version: " API_VERSION "\r\n",
                                          "\r\nCache-Control: no-store\r\n",
                                          "\r\nX-Content-Type-Options: nosniff\r\n",
                                          "\r\nContent-Security-Policy: ",
                                          "\r\nReferrer-Policy: no-referrer\r\n",
                                          "\r\nX-Frame-Options: DENY\r\n"};
    static struct exchange x;
    for (size_t p = 0; p < sizeof paths / sizeof paths[0]; p++) {
        char bytes[200];
        int length = snprintf(bytes, sizeof bytes, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", paths[p]);
        raw_exchange(server_address(*state), bytes, (size_t)length, QUIET_MS, &x);
        for (size_t h = 0; h < sizeof headers / sizeof headers[0]; h++)
            if (!strstr(x.text, headers[h]))
                fail_msg("%s lacks %s:\n%s", paths[p], headers[h], x.text);
    }
    assert_memory_equal(x.text, "HTTP/1.1 400", 12);
}

static void nobody_answering_is_a_fault(void **state)
{
    static struct exchange x;
    raw_exchange(server_address(*state), BYTES("GET /nobody HTTP/1.1\r\nHost: a\r\n\r\n"), QUIET_MS, &x);
    assert_memory_equal(x.text, "HTTP/1.1 500", 12);
    assert_non_null(strstr(x.text, "application/problem+json"));
    assert_null(strstr(x.text, "answered"));
}

/*
 * The pipeline refuses a body over the limit. A body far over it, or one that waits for permission to be sent, is not
 * even read.
 */
static void bodies_over_the_limit_reach_the_pipeline_empty(void **state)
{
    static struct exchange x;
    static char bytes[2 * BODY_LIMIT];
    for (int size = BODY_LIMIT; size <= BODY_LIMIT + 1; size++) {
        int head = snprintf(bytes, sizeof bytes, POST "Content-Length: %d\r\n\r\n", size);
        memset(bytes + head, 'x', (size_t)size);
        raw_exchange(server_address(*state), bytes, (size_t)(head + size), QUIET_MS, &x);
        assert_memory_equal(x.text, size == BODY_LIMIT ? "HTTP/1.1 200" : "HTTP/1.1 413", 12);
    }
    static const char huge[] = POST "Content-Length: 100000000\r\n\r\n";
    static const char waiting[] = POST "Content-Length: 1001\r\nExpect: 100-continue\r\n\r\n";
    raw_exchange(server_address(*state), BYTES(huge), PATIENCE_MS, &x);
    assert_memory_equal(x.text, "HTTP/1.1 413", 12);
    assert_true(x.closed);
    raw_exchange(server_address(*state), BYTES(waiting), PATIENCE_MS, &x);
    assert_memory_equal(x.text, "HTTP/1.1 413", 12);
    assert_true(x.closed);
    int head = snprintf(bytes, sizeof bytes, POST "Transfer-Encoding: chunked\r\n\r\n3e9\r\n");
    memset(bytes + head, 'x', BODY_LIMIT + 1);
    memcpy(bytes + head + BODY_LIMIT + 1, "\r\n0\r\n\r\n", 7);
    raw_exchange(server_address(*state), bytes, (size_t)head + BODY_LIMIT + 8, QUIET_MS, &x);
    assert_memory_equal(x.text, "HTTP/1.1 413", 12);
}

/* One request with a target and headers of these sizes. */
static void send_long(const char *address, int target, int header, struct exchange *x)
{
    static char bytes[64 * 1024], filler[32 * 1024];
    memset(filler, 'x', sizeof filler);
    int length = snprintf(bytes, sizeof bytes, "GET /%.*s HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %.*s\r\n\r\n",
                          target - 1, filler, header, filler);
    raw_exchange(address, bytes, (size_t)length, QUIET_MS, x);
}

static void long_targets_and_tokens(void **state)
{
    static struct exchange x;
    send_long(server_address(*state), 8192, 8192, &x);
    assert_memory_equal(x.text, "HTTP/1.1 200", 12);
    send_long(server_address(*state), 8193, 100, &x);
    assert_memory_equal(x.text, "HTTP/1.1 414", 12);
    assert_non_null(strstr(x.text, "application/problem+json"));
    send_long(server_address(*state), 30000, 100, &x);
    assert_memory_equal(x.text, "HTTP/1.1 414", 12);
    assert_non_null(strstr(x.text, "application/problem+json"));
    send_long(server_address(*state), 100, 30000, &x);
    assert_memory_equal(x.text, "HTTP/1.1 400", 12);
    assert_non_null(strstr(x.text, "application/problem+json"));
}

static void listens_on_ipv6(void **state)
{
    static struct exchange x;
    (void)state;
    struct server *server = start("[::1]:0", 2);
    assert_int_equal(server_address(server)[0], '[');
    raw_exchange(server_address(server), BYTES(GET "\r\n"), QUIET_MS, &x);
    assert_non_null(strstr(x.text, "GET /v1/things 0 ::1"));
    server_stop(server);
}

static void bad_configurations_do_not_start(void **state)
{
    static const struct {
        const char *listen, *proxies;
    } cases[] = {{"nowhere", ""}, {"127.0.0.1:65536", ""}, {"127.0.0.1:", ""},
                 {"::1:80", ""},  {"192.0.2.1:0", ""},     {"127.0.0.1:0", "proxy.example"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char why[200] = "";
        struct server_config config = {
            .name = "test", .listen = cases[i].listen, .trusted_proxies = cases[i].proxies, .answer = answer};
        assert_null(server_start(&config, why, sizeof why));
        assert_true(why[0]);
    }
}

#define IN_BOTH_MODELS(test) \
    cmocka_unit_test_setup_teardown(test, setup_pool, teardown), \
        cmocka_unit_test_setup_teardown(test, setup_thread_per_connection, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_BOTH_MODELS(refuses_bad_framing_and_runs_nothing_behind),
        IN_BOTH_MODELS(serves_one_request_after_the_other),
        IN_BOTH_MODELS(head_has_the_headers_of_get_and_no_body),
        IN_BOTH_MODELS(every_answer_bears_the_common_headers),
        IN_BOTH_MODELS(nobody_answering_is_a_fault),
        IN_BOTH_MODELS(bodies_over_the_limit_reach_the_pipeline_empty),
        IN_BOTH_MODELS(long_targets_and_tokens),
        cmocka_unit_test(listens_on_ipv6),
        cmocka_unit_test(bad_configurations_do_not_start),
    };
    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
