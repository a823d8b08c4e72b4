/* resolve: names become addresses within the deadline, whatever the resolver does. The resolver is in this file. */
#include "base/arena.h"
#include "base/ctx.h"
#include "pg/cancel.h"
#include "pg/conninfo.h"
#include "base/deadline.h"
#include "pg/pool.h"
#include "pg/resolve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SLOW_S = 3 };

static struct addrinfo *address_of(const char *text, struct addrinfo *next)
{
    struct addrinfo *info = calloc(1, sizeof *info + sizeof(struct sockaddr_in));
    struct sockaddr_in *in = (struct sockaddr_in *)(void *)(info + 1);
    in->sin_family = AF_INET;
    inet_pton(AF_INET, text, &in->sin_addr);
    *info = (struct addrinfo){.ai_family = AF_INET,
                              .ai_socktype = SOCK_STREAM,
                              .ai_addrlen = sizeof *in,
                              .ai_addr = (struct sockaddr *)in,
                              .ai_next = next};
    return info;
}

/* Replaces the system's resolver. */
int getaddrinfo(const char *restrict name, const char *restrict service, const struct addrinfo *restrict hints,
                struct addrinfo **restrict found)
{
    (void)service;
    (void)hints;
    if (strcmp(name, "slow.example") == 0)
        sleep(SLOW_S);
    if (strcmp(name, "two.example") == 0)
        *found = address_of("192.0.2.1", address_of("192.0.2.2", NULL));
    else if (strcmp(name, "one.example") == 0)
        *found = address_of("192.0.2.3", NULL);
    else
        return EAI_NONAME;
    return 0;
}

void freeaddrinfo(struct addrinfo *list)
{
    while (list) {
        struct addrinfo *next = list->ai_next;
        free(list);
        list = next;
    }
}

static const char *value_of(const struct conninfo *info, const char *keyword)
{
    for (int i = 0; info->keywords[i]; i++)
        if (strcmp(info->keywords[i], keyword) == 0)
            return info->values[i];
    return "-";
}

struct wanted {
    const char *url, *host, *hostaddr, *port; /* host NULL: a refusal is expected */
};

static void check(const struct wanted *wanted)
{
    struct arena *a = arena_new();
    struct ctx ctx;
    struct conninfo info, resolved;
    ctx_init(&ctx, a);
    assert_true(conninfo_parse(&info, a, wanted->url, 1000));
    bool is_done = resolve_hosts(&ctx, &resolved, &info, deadline_in(500));
    assert_int_equal(is_done, wanted->host != NULL);
    if (is_done) {
        assert_string_equal(value_of(&resolved, "host"), wanted->host);
        assert_string_equal(value_of(&resolved, "hostaddr"), wanted->hostaddr);
        assert_string_equal(value_of(&resolved, "port"), wanted->port);
    }
    arena_free(a);
}

static void names_become_addresses(void **state)
{
    (void)state;
    static const struct wanted cases[] = {
        {"host=one.example", "one.example", "192.0.2.3", ""},
        {"host=two.example port=5433", "two.example,two.example", "192.0.2.1,192.0.2.2", "5433,5433"},
        {"host=/run/postgresql port=5433", "/run/postgresql", "-", "5433"},
        {"host=192.0.2.9,::1 port=1,2", "192.0.2.9,::1", "-", "1,2"},
        {"host=two.example,/tmp,one.example port=1,2,3", "two.example,two.example,/tmp,one.example",
         "192.0.2.1,192.0.2.2,,192.0.2.3", "1,1,2,3"},
        {"host=gone.example,one.example port=1,2", "one.example", "192.0.2.3", "2"},
        {"host=gone.example hostaddr=192.0.2.7", "gone.example", "192.0.2.7", "-"},
        {"dbname=x", "-", "-", "-"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(&cases[i]);
}

static void an_unknown_name_is_named(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct ctx ctx;
    struct conninfo info, resolved;
    ctx_init(&ctx, a);
    assert_true(conninfo_parse(&info, a, "host=gone.example", 1000));
    assert_false(resolve_hosts(&ctx, &resolved, &info, deadline_in(500)));
    assert_int_equal(ctx.problem.kind, PROBLEM_UNAVAILABLE);
    assert_non_null(strstr(ctx.problem.log, "gone.example"));
    arena_free(a);
}

static void nobody_waits_for_a_resolver_past_the_deadline(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct ctx ctx;
    struct pool *pool = pool_new(&(struct pool_config){.url = "host=slow.example",
                                                       .size = 2,
                                                       .acquire_timeout_ms = 300,
                                                       .connect_timeout_ms = 300,
                                                       .statement_timeout_ms = 300});
    int64_t began = clock_ms();
    ctx_init(&ctx, a);
    assert_false(pool_check(pool, &ctx));
    assert_true(clock_ms() - began < SLOW_S * 1000 / 2);
    assert_non_null(strstr(ctx.problem.log, "slow.example"));
    pool_free(pool);
    arena_free(a);
}

/* Connections beside the pool too: the one that cancels statements, and the listener's. */
static void no_connection_waits_for_a_resolver_past_its_deadline(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct conninfo info;
    assert_true(conninfo_parse(&info, a, "host=slow.example", 300));
    int64_t began = clock_ms();
    cancel_processes(&info, "{1}", 300);
    assert_true(clock_ms() - began < SLOW_S * 1000 / 2);
    arena_free(a);
}

/* A slow name does not delay the others: all are asked for at once. */
static void a_slow_name_does_not_hide_a_good_one(void **state)
{
    (void)state;
    check(&(struct wanted){"host=slow.example,one.example", "one.example", "192.0.2.3", ""});
}

/* Its thread ends by itself and frees its memory. */
static int wait_for_the_slow(void **state)
{
    (void)state;
    sleep(SLOW_S + 1);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_become_addresses),
        cmocka_unit_test(an_unknown_name_is_named),
        cmocka_unit_test(nobody_waits_for_a_resolver_past_the_deadline),
        cmocka_unit_test(no_connection_waits_for_a_resolver_past_its_deadline),
        cmocka_unit_test(a_slow_name_does_not_hide_a_good_one),
    };
    return cmocka_run_group_tests(tests, NULL, wait_for_the_slow);
}
