/* access_log: what a line contains, and what it must never contain. */
#include "http/access_log.h"

#include "http/router.h"
#include "http_support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>
#include <cmocka.h>

/* The line that access_log_write() writes to standard error. */
static void capture(const struct req *r, char *line, size_t size)
{
    int ends[2], saved = dup(STDERR_FILENO);
    assert_int_equal(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    access_log_write(r, 1234567);
    dup2(saved, STDERR_FILENO);
    ssize_t got = read(ends[0], line, size - 1);
    line[got > 0 ? got : 0] = '\0';
    close(ends[0]), close(ends[1]), close(saved);
}

static void a_matched_route_hides_the_path(void **state)
{
    static const struct route route = {.path = "/v1/award-status/{code}", .operation = "read_award_status"};
    struct header headers[] = {{"Authorization", "Bearer secret"},
                               {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}};
    struct req *r = req_new("/v1/award-status/ABCD?q=secret");
    char line[4096];
    (void)state;
    r->route = &route;
    r->headers = headers;
    r->header_count = 2;
    r->body = "secret";
    r->ctx.request_id = "the-id";
    r->reply.status = 200;
    r->reply.length = 17;
    capture(r, line, sizeof line);
    assert_non_null(
        strstr(line, "\"method\":\"GET\",\"path\":\"/v1/award-status/{code}\",\"operation\":\"read_award_status\","
                     "\"status\":200,\"duration_us\":1234,\"bytes\":17,\"request_id\":\"the-id\","
                     "\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\",\"peer\":\"192.0.2.1\"}"));
    assert_null(strstr(line, "secret"));
    assert_null(strstr(line, "ABCD"));
    req_free(r);
}

static void problems_name_their_kind_and_reason(void **state)
{
    struct req *r = req_new("/nope");
    char line[4096];
    (void)state;
    fault(&r->ctx, PROBLEM_INTERNAL, "the \"reason\"");
    r->reply.status = 500;
    capture(r, line, sizeof line);
    assert_non_null(strstr(line, "\"level\":\"error\""));
    assert_non_null(strstr(line, "\"path\":\"(no route)\",\"status\":500"));
    assert_non_null(strstr(line, "\"problem\":\"internal\",\"reason\":\"the \\\"reason\\\"\""));
    req_free(r);
}

static void bad_traceparents_are_ignored(void **state)
{
    static const char *const values[] = {
        "",
        "00",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-",
    };
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct req *r = req_new("/");
        struct header header = {"traceparent", values[i]};
        char line[4096];
        r->headers = &header;
        r->header_count = 1;
        capture(r, line, sizeof line);
        assert_null(strstr(line, "trace_id"));
        req_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_matched_route_hides_the_path),
        cmocka_unit_test(problems_name_their_kind_and_reason),
        cmocka_unit_test(bad_traceparents_are_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
