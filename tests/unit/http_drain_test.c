/* Draining under load: every request that was sent is answered, and idle connections do not delay the stop. */
#include "http/reply.h"
#include "http/server.h"

#include "base/log.h"

#include "../support/raw_client.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>
#include <cmocka.h>

enum { CALLERS = 16, IDLE = 20, DEADLINE_MS = 5000, SLOW_MS = 20 };

static const char request[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
static atomic_int answered, lost, asked_to_close;

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void nap(long ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

static void answer(struct req *r)
{
    nap(SLOW_MS);
    reply_with(r, 200, "text/plain", "done", 4);
}

static struct server *start(int threads)
{
    struct server_config config = {.name = "test",
                                   .listen = "127.0.0.1:0",
                                   .loops = threads,
                                   .connection_limit = 100,
                                   .idle_timeout_s = 30,
                                   .body_limit = 100,
                                   .answer = answer};
    char why[200];
    struct server *server = server_start(&config, why, sizeof why);
    assert_non_null(server);
    return server;
}

/* Reads one answer. False when the connection broke before its end. */
static bool read_answer(int fd, char text[static 2048])
{
    size_t length = 0;
    struct pollfd p = {.fd = fd, .events = POLLIN};
    while (length < 2000 && poll(&p, 1, DEADLINE_MS) == 1) {
        ssize_t got = recv(fd, text + length, 2000 - length, 0);
        if (got <= 0)
            return false;
        length += (size_t)got;
        text[length] = '\0';
        if (length > 8 && strcmp(text + length - 8, "\r\n\r\ndone") == 0)
            return true;
    }
    return false;
}

/* Sends requests on one connection until told to close, then on new ones until refused, as a proxy would. */
static void *call_until_refused(void *address)
{
    char text[2048];
    for (int fd; (fd = raw_connect(address)) >= 0; close(fd)) {
        for (bool says_close = false; !says_close;) {
            raw_send(fd, request, sizeof request - 1);
            if (!read_answer(fd, text)) {
                atomic_fetch_add(&lost, 1);
                break;
            }
            atomic_fetch_add(&answered, 1);
            says_close = strstr(text, "\r\nConnection: close\r\n") != NULL;
            atomic_fetch_add(&asked_to_close, says_close);
        }
    }
    return NULL;
}

static void loses_nothing(int threads)
{
    struct server *server = start(threads);
    pthread_t callers[CALLERS];
    char address[80];
    snprintf(address, sizeof address, "%s", server_address(server));
    atomic_store(&answered, 0), atomic_store(&lost, 0), atomic_store(&asked_to_close, 0);
    for (int i = 0; i < CALLERS; i++)
        pthread_create(&callers[i], NULL, call_until_refused, address);
    nap(300);
    server_drain(server, DEADLINE_MS);
    server_stop(server);
    for (int i = 0; i < CALLERS; i++)
        pthread_join(callers[i], NULL);
    assert_int_equal(atomic_load(&lost), 0);
    assert_true(atomic_load(&answered) > CALLERS);
    assert_true(atomic_load(&asked_to_close) >= CALLERS);
}

static void loses_nothing_with_a_pool(void **state)
{
    (void)state;
    loses_nothing(4);
}

static void loses_nothing_with_a_thread_per_connection(void **state)
{
    (void)state;
    loses_nothing(0);
}

static void idle_connections_do_not_hold_it(void **state)
{
    (void)state;
    struct server *server = start(4);
    char text[2048];
    int fds[IDLE];
    for (int i = 0; i < IDLE; i++) {
        fds[i] = raw_connect(server_address(server));
        raw_send(fds[i], request, sizeof request - 1);
        assert_true(read_answer(fds[i], text));
    }
    assert_int_equal(server_connections(server), IDLE);
    long begun = now_ms();
    server_drain(server, DEADLINE_MS);
    assert_true(now_ms() - begun < DEADLINE_MS / 2);
    server_stop(server);
    for (int i = 0; i < IDLE; i++)
        close(fds[i]);
}

static void the_deadline_ends_it(void **state)
{
    (void)state;
    struct server *server = start(4);
    static const char unfinished[] = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nnot all of it";
    int fd = raw_connect(server_address(server));
    raw_send(fd, unfinished, sizeof unfinished - 1);
    nap(100);
    long begun = now_ms();
    server_drain(server, 400);
    long took = now_ms() - begun;
    assert_true(took >= 390 && took < 3000);
    server_stop(server);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loses_nothing_with_a_pool),
        cmocka_unit_test(loses_nothing_with_a_thread_per_connection),
        cmocka_unit_test(idle_connections_do_not_hold_it),
        cmocka_unit_test(the_deadline_ends_it),
    };
    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
