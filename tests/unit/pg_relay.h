/* pg_relay: a relay between libpq and the private server. It counts round trips and can play a dead network. */
#pragma once

#include "pg_server.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { RELAY_PORT = 5499, RELAY_PAIRS = 16 };

enum relay_mode {
    RELAY_PASS,
    RELAY_FREEZE,      /* nothing moves, in either direction */
    RELAY_CUT_REQUEST, /* the next request is lost, with its connection; only once */
    RELAY_CUT_ANSWER,  /* the next answer is lost, with its connection; only once */
};

struct relay {
    pthread_t thread;
    int listener;
    struct {
        int client, server;
        bool client_spoke_last;
    } pairs[RELAY_PAIRS];
    _Atomic enum relay_mode mode;
    atomic_int trips;
    atomic_bool stop;
};

static struct relay relay;

static struct sockaddr_un relay_address(int port)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.%d", server.place, port);
    return address;
}

static void relay_close_pair(int i)
{
    close(relay.pairs[i].client);
    close(relay.pairs[i].server);
    relay.pairs[i].client = relay.pairs[i].server = -1;
}

static void relay_accept(void)
{
    struct sockaddr_un upstream = relay_address(5432);
    int client = accept(relay.listener, NULL, NULL);
    int server_end_fd = socket(AF_UNIX, SOCK_STREAM, 0);
    int i = 0;
    while (i < RELAY_PAIRS && relay.pairs[i].client >= 0)
        i++;
    if (i == RELAY_PAIRS || connect(server_end_fd, (struct sockaddr *)&upstream, sizeof upstream) != 0) {
        close(client);
        close(server_end_fd);
        return;
    }
    relay.pairs[i].client = client;
    relay.pairs[i].server = server_end_fd;
    relay.pairs[i].client_spoke_last = false;
}

static bool relay_cuts(enum relay_mode when)
{
    enum relay_mode expected = when;
    return atomic_compare_exchange_strong(&relay.mode, &expected, RELAY_PASS);
}

static void relay_write(int fd, const char *bytes, ssize_t n)
{
    while (n > 0) {
        ssize_t written = send(fd, bytes, (size_t)n, MSG_NOSIGNAL);
        if (written <= 0)
            return;
        bytes += written;
        n -= written;
    }
}

static void relay_move(int i, bool from_client)
{
    static char bytes[65536];
    ssize_t n = read(from_client ? relay.pairs[i].client : relay.pairs[i].server, bytes, sizeof bytes);
    if (n <= 0 || relay_cuts(from_client ? RELAY_CUT_REQUEST : RELAY_CUT_ANSWER)) {
        relay_close_pair(i);
        return;
    }
    if (from_client && !relay.pairs[i].client_spoke_last)
        atomic_fetch_add(&relay.trips, 1);
    relay.pairs[i].client_spoke_last = from_client;
    relay_write(from_client ? relay.pairs[i].server : relay.pairs[i].client, bytes, n);
}

static void relay_turn(void)
{
    struct pollfd fds[1 + 2 * RELAY_PAIRS] = {{.fd = relay.listener, .events = POLLIN}};
    for (int i = 0; i < RELAY_PAIRS; i++) {
        fds[1 + 2 * i] = (struct pollfd){.fd = relay.pairs[i].client, .events = POLLIN};
        fds[2 + 2 * i] = (struct pollfd){.fd = relay.pairs[i].server, .events = POLLIN};
    }
    poll(fds, 1 + 2 * RELAY_PAIRS, 20);
    if (fds[0].revents)
        relay_accept();
    for (int i = 0; i < RELAY_PAIRS && relay.mode != RELAY_FREEZE; i++) {
        if (fds[2 + 2 * i].revents && relay.pairs[i].client >= 0)
            relay_move(i, false);
        if (fds[1 + 2 * i].revents && relay.pairs[i].client >= 0)
            relay_move(i, true);
    }
}

static void *relay_main(void *unused)
{
    while (!relay.stop) {
        if (relay.mode == RELAY_FREEZE)
            pause_ms(5);
        relay_turn();
    }
    return unused;
}

UNUSED static void relay_start(void)
{
    struct sockaddr_un address = relay_address(RELAY_PORT);
    for (int i = 0; i < RELAY_PAIRS; i++)
        relay.pairs[i].client = relay.pairs[i].server = -1;
    relay.mode = RELAY_PASS;
    relay.stop = false;
    relay.listener = socket(AF_UNIX, SOCK_STREAM, 0);
    unlink(address.sun_path);
    assert_int_equal(bind(relay.listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(relay.listener, 16), 0);
    pthread_create(&relay.thread, NULL, relay_main, NULL);
}

UNUSED static void relay_end(void)
{
    relay.stop = true;
    pthread_join(relay.thread, NULL);
    for (int i = 0; i < RELAY_PAIRS; i++)
        if (relay.pairs[i].client >= 0)
            relay_close_pair(i);
    close(relay.listener);
}

/* Frees the pool. All its connections must have been given back. */
UNUSED static void close_pool(struct pool *pool)
{
    struct pool_figures figures;
    pool_figures(pool, &figures);
    assert_int_equal(figures.in_use, 0);
    assert_int_equal(figures.waiting, 0);
    pool_free(pool);
}

UNUSED static struct pool *pool_from(struct pool_config config)
{
    struct pool_config usual = {
        .size = 2, .max_waiting = 4, .acquire_timeout_ms = 500, .connect_timeout_ms = 300, .statement_timeout_ms = 300};
    if (config.size)
        usual.size = config.size;
    if (config.max_waiting)
        usual.max_waiting = config.max_waiting;
    usual.refuse_owner = config.refuse_owner;
    usual.url = config.url;
    return pool_new(&usual);
}

UNUSED static const char *url_of(const char *user, int port)
{
    static char url[128];
    snprintf(url, sizeof url, "host=%s port=%d user=%s dbname=postgres", server.place, port, user);
    return url;
}

UNUSED static int relay_set_up(void **state)
{
    (void)state;
    relay_start();
    return 0;
}

UNUSED static int relay_tear_down(void **state)
{
    (void)state;
    relay_end();
    return 0;
}

#define WITH_RELAY(test) cmocka_unit_test_setup_teardown(test, relay_set_up, relay_tear_down)
