/*
 * server: see server.h. Start, drain and stop. The traps of the libraries are described where they matter: server_loop.c
 * (threads, the end), server_admission.c (framing, the connection), server_request.c (headers, bodies), server_unread.c.
 *
 * One endpoint takes every request: routing, query parsing, 404, 405 and OPTIONS are ours (router.c, query_string.c).
 */
#include "http/server_private.h"

#include "base/deadline.h"
#include "http/listen.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
    POLL_MS = 5,
    QUIET_MS = 200, /* with no request begun or in flight for so long, kept-alive connections count as idle */
};

static struct clients *open_clients(struct server *server)
{
    const struct server_config *config = &server->config;
    return clients_new(&(struct clients_config){.name = config->name,
                                                .owner = server,
                                                .limit = config->connection_limit,
                                                .per_address = config->per_address_limit,
                                                .proxies = &server->proxies,
                                                .idle_s = config->idle_timeout_s,
                                                .head_s = config->header_timeout_s,
                                                .body_s = config->body_timeout_s,
                                                .answer_s = config->answer_timeout_s});
}

static bool open_server(struct server *server, char *why, size_t why_size)
{
    if (!proxies_parse(&server->proxies, server->config.trusted_proxies)) {
        snprintf(why, why_size, "not a list of at most %d addresses: %s", PEER_MAX_PROXIES,
                 server->config.trusted_proxies);
        return false;
    }
    server->listen_fd = listen_open(server->config.listen, server->address, sizeof server->address, why, why_size);
    if (server->listen_fd < 0)
        return false;
    server->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    server->clients = open_clients(server);
    if (server_loops_start(server))
        return true;
    snprintf(why, why_size, "the HTTP library could not start on %s", server->address);
    return false;
}

struct server *server_start(const struct server_config *config, char *why, size_t why_size)
{
    struct server *server = calloc(1, sizeof *server);
    if (!server)
        abort();
    server_log_open();
    server->config = *config;
    server->listen_fd = server->spare_fd = -1;
    if (!server_unread_open())
        snprintf(why, why_size, "the HTTP library is not the one this program was built for");
    else if (open_server(server, why, why_size))
        return server;
    server_stop(server);
    return NULL;
}

const char *server_address(const struct server *server)
{
    return server->address;
}

int server_connections(const struct server *server)
{
    int all = 0;
    for (int i = 0; i < server->loop_count; i++)
        all += atomic_load(&server->loops[i].connections);
    return all;
}

int64_t server_stuck_ms(const struct server *server)
{
    int64_t now = clock_ms(), longest = 0;
    for (int i = 0; i < server->loop_count; i++) {
        int64_t since = now - atomic_load(&server->loops[i].turned_at);
        longest = since > longest ? since : longest;
    }
    return longest;
}

static void nap(void)
{
    const struct timespec time = {.tv_nsec = POLL_MS * 1000000L};
    nanosleep(&time, NULL);
}

/* Idle connections must not keep us until the deadline: we wait for requests to end, then for a short silence. */
static void wait_for_silence(struct server *server, int deadline_ms)
{
    uint_fast64_t seen = atomic_load(&server->begun);
    for (int waited = 0, quiet = 0; waited < deadline_ms && quiet < QUIET_MS; waited += POLL_MS) {
        if (server_connections(server) == 0)
            return;
        nap();
        uint_fast64_t begun = atomic_load(&server->begun);
        quiet = atomic_load(&server->in_flight) || begun != seen ? 0 : quiet + POLL_MS;
        seen = begun;
    }
}

/* The first loop accepts the connections that wait already, then closes the listening socket. */
static void stop_listening(struct server *server)
{
    atomic_store(&server->draining, true);
    loop_wake(server->loops[0].loop);
    while (!atomic_load(&server->is_deaf))
        nap();
}

int server_drain(struct server *server, int deadline_ms)
{
    stop_listening(server);
    wait_for_silence(server, deadline_ms);
    return atomic_load(&server->in_flight);
}

void server_stop(struct server *server)
{
    if (!server)
        return;
    server_loops_stop(server);
    clients_free(server->clients);
    if (server->listen_fd >= 0)
        close(server->listen_fd);
    if (server->spare_fd >= 0)
        close(server->spare_fd);
    free(server);
}
