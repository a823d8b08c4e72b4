/* clients: limits by address and in all, and deadlines; a connection that was cut off stays cut off. */
#include "http/clients.h"

#include "base/log.h"

#include <arpa/inet.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { MANY = 40 };

/* One connection: our end and the other side's. */
struct line {
    int ours, theirs;
    struct client *client;
};

static struct proxies proxies;

static struct clients *start(struct clients_config config)
{
    config.name = "test";
    config.proxies = &proxies;
    config.limit = config.limit ? config.limit : 1000;
    return clients_new(&config);
}

static struct line from(struct clients *clients, const char *address)
{
    int pair[2];
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    bool is_v4 = inet_pton(AF_INET, address, &v4.sin_addr) == 1;
    if (!is_v4)
        assert_int_equal(inet_pton(AF_INET6, address, &v6.sin6_addr), 1);
    const struct sockaddr *given = is_v4 ? (struct sockaddr *)&v4 : (struct sockaddr *)&v6;
    return (struct line){pair[0], pair[1], clients_enter(clients, pair[0], given)};
}

static void hang_up(struct line *line)
{
    clients_leave(line->client);
    close(line->ours);
    close(line->theirs);
}

static bool is_shut_within(const struct line *line, int ms)
{
    struct pollfd p = {.fd = line->theirs, .events = POLLRDHUP};
    return poll(&p, 1, ms) == 1;
}

static int admitted(struct clients *clients, const char *const *addresses, int count, struct line *lines)
{
    int open = 0;
    for (int i = 0; i < count; i++) {
        lines[i] = from(clients, addresses[i]);
        open += !is_shut_within(&lines[i], 0);
    }
    return open;
}

static void one_network_has_a_limit(void **state)
{
    static const struct {
        const char *addresses[4];
        int open;
    } cases[] = {
        {{"192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.1"}, 2},
        {{"192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.2"}, 4},
        {{"2001:db8::1", "2001:db8::2", "2001:db8::3:4", "2001:db8::1"}, 2}, /* one /64 */
        {{"2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "2001:db8:0:1::2"}, 4},
        {{"::ffff:192.0.2.1", "192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1"}, 2}, /* the same address in both forms */
        {{"198.51.100.9", "198.51.100.9", "::ffff:198.51.100.9", "198.51.100.9"}, 4}, /* trusted: no limit */
    };
    (void)state;
    assert_true(proxies_parse(&proxies, "198.51.100.9"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct line lines[4];
        struct clients *clients = start((struct clients_config){.per_address = 2});
        assert_int_equal(admitted(clients, cases[i].addresses, 4, lines), cases[i].open);
        for (int l = 0; l < 4; l++)
            hang_up(&lines[l]);
        clients_free(clients);
    }
}

static void a_place_is_free_again(void **state)
{
    (void)state;
    struct clients *clients = start((struct clients_config){.per_address = 1, .limit = 2});
    for (int i = 0; i < MANY; i++) {
        struct line held = from(clients, "192.0.2.1"), refused = from(clients, "192.0.2.1"), other = from(clients, "192.0.2.2");
        assert_false(is_shut_within(&held, 0));
        assert_true(is_shut_within(&refused, 0));
        assert_false(is_shut_within(&other, 0));
        hang_up(i % 2 ? &held : &refused);
        hang_up(&other);
        hang_up(i % 2 ? &refused : &held);
    }
    clients_free(clients);
}

static void all_addresses_together_have_a_limit(void **state)
{
    (void)state;
    struct line lines[MANY];
    int open = 0;
    struct clients *clients = start((struct clients_config){.limit = 7});
    for (int i = 0; i < MANY; i++) {
        lines[i] = from(clients, "192.0.2.1");
        open += !is_shut_within(&lines[i], 0);
    }
    assert_int_equal(open, 7);
    for (int i = 0; i < MANY; i++)
        hang_up(&lines[i]);
    clients_free(clients);
}

static void what_was_refused_does_nothing(void **state)
{
    (void)state;
    struct clients *clients = start((struct clients_config){.limit = 1});
    struct line held = from(clients, "192.0.2.1"), refused = from(clients, "192.0.2.1");
    assert_true(client_moves(held.client, CLIENT_BODY));
    assert_false(client_moves(refused.client, CLIENT_BODY));
    assert_false(client_moves(refused.client, CLIENT_WORK));
    hang_up(&refused);
    hang_up(&held);
    clients_free(clients);
}

static void each_phase_has_its_deadline(void **state)
{
    static const enum client_phase phases[] = {CLIENT_HEAD, CLIENT_BODY, CLIENT_ANSWER};
    (void)state;
    for (size_t i = 0; i < sizeof phases / sizeof *phases; i++) {
        struct clients *clients = start((struct clients_config){.head_s = phases[i] == CLIENT_HEAD,
                                                                .body_s = phases[i] == CLIENT_BODY,
                                                                .answer_s = phases[i] == CLIENT_ANSWER});
        struct line line = from(clients, "192.0.2.1");
        assert_true(client_moves(line.client, phases[i]));
        assert_false(is_shut_within(&line, 700));
        assert_true(is_shut_within(&line, 1500));
        assert_false(client_moves(line.client, CLIENT_WORK));
        hang_up(&line);
        clients_free(clients);
    }
}

static void work_has_no_deadline_and_each_phase_starts_again(void **state)
{
    (void)state;
    struct clients *clients = start((struct clients_config){.head_s = 1, .body_s = 1, .answer_s = 1});
    struct line line = from(clients, "192.0.2.1");
    for (int i = 0; i < 3; i++) {
        assert_false(is_shut_within(&line, 600));
        assert_true(client_moves(line.client, i % 2 ? CLIENT_ANSWER : CLIENT_BODY));
    }
    assert_true(client_moves(line.client, CLIENT_WORK));
    assert_false(is_shut_within(&line, 1600));
    hang_up(&line);
    clients_free(clients);
}

/* A busy worker has not read what came in time: this is not the sender's fault. */
static void bytes_that_a_busy_worker_has_not_read_are_not_late(void **state)
{
    char byte;
    (void)state;
    struct clients *clients = start((struct clients_config){.head_s = 1});
    struct line line = from(clients, "192.0.2.1");
    assert_int_equal(write(line.theirs, "x", 1), 1);
    assert_false(is_shut_within(&line, 2000));
    assert_int_equal(read(line.ours, &byte, 1), 1);
    assert_true(is_shut_within(&line, 800));
    hang_up(&line);
    clients_free(clients);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_network_has_a_limit),
        cmocka_unit_test(a_place_is_free_again),
        cmocka_unit_test(all_addresses_together_have_a_limit),
        cmocka_unit_test(what_was_refused_does_nothing),
        cmocka_unit_test(each_phase_has_its_deadline),
        cmocka_unit_test(work_has_no_deadline_and_each_phase_starts_again),
        cmocka_unit_test(bytes_that_a_busy_worker_has_not_read_are_not_late),
    };
    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
