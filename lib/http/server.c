/*
 * server: see server.h. Start, drain and stop of one Ulfius instance; the library's traps are told where they are met:
 * server_admission.c (framing, the connection), server_request.c (headers, bodies), here (limits, the end).
 *
 * One endpoint takes every request: routing, query parsing, 404, 405 and OPTIONS are ours (router.c, query_string.c).
 */
#include "http/server_private.h"

#include "base/log.h"
#include "http/listen.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    CONNECTION_MEMORY = 24 * 1024, /* a target and a token of 8 KB each, other headers, and the answer's own */
    POLL_MS = 5,
    QUIET_MS = 200, /* no request begun or in flight for so long: kept-alive connections have nothing to say */
};

static bool open_instance(struct server *server)
{
    struct _u_instance *instance = &server->instance;
    if (ulfius_init_instance(instance, 1, NULL, NULL) != U_OK) /* the port is the listen socket's */
        return false;
    instance->allowed_post_processor = U_POST_PROCESS_NONE;
    instance->check_utf8 = 0; /* would drop values silently; we read them raw and refuse */
    instance->max_post_body_size = server->config.body_limit + 1;
    return ulfius_add_endpoint_by_val(instance, "*", "*", NULL, 0, server_on_request, server) == U_OK;
}

static unsigned thread_flags(const struct server_config *config)
{
    unsigned flags = MHD_USE_ERROR_LOG | MHD_USE_ITC; /* ITC: MHD_quiesce_daemon() asks for it */
    return flags | (config->threads > 0 ? (unsigned)MHD_USE_EPOLL_INTERNAL_THREAD
                                        : (unsigned)(MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_THREAD_PER_CONNECTION));
}

/*
 * clients.c keeps the limit and closes what is over it. The library would leave it in the backlog, in silence; it also
 * shares its limit out among its threads. So each of those gets more than the limit.
 */
static int library_limit(const struct server_config *config)
{
    return (config->connection_limit + 64) * (config->threads > 1 ? config->threads : 1);
}

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

/* Functions travel as integers in libmicrohttpd's option array. */
static bool start_daemon(struct server *server, int listen_fd)
{
    const struct server_config *config = &server->config;
    bool has_pool = config->threads > 1; /* a pool of one is the single epoll thread itself */
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)server_log_mhd, &server->config},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)server_on_completed, server},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)server_on_request_line, server},
        {MHD_OPTION_LISTEN_SOCKET, listen_fd, NULL},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)server_on_connection, server},
        {MHD_OPTION_CONNECTION_LIMIT, library_limit(config), NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, config->idle_timeout_s, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, NULL},
        {has_pool ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, config->threads, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    return ulfius_start_framework_with_mhd_options(&server->instance, thread_flags(config), options) == U_OK &&
           server_admission_works();
}

/* A failed start leaves the socket open: libmicrohttpd takes it over only when it has started. */
static bool open_server(struct server *server, char *why, size_t why_size)
{
    if (!proxies_parse(&server->proxies, server->config.trusted_proxies)) {
        snprintf(why, why_size, "not a list of at most %d addresses: %s", PEER_MAX_PROXIES,
                 server->config.trusted_proxies);
        return false;
    }
    int fd = listen_open(server->config.listen, server->address, sizeof server->address, why, why_size);
    if (fd < 0)
        return false;
    server->clients = open_clients(server);
    if (open_instance(server) && start_daemon(server, fd))
        return true;
    snprintf(why, why_size, "the HTTP library could not start on %s", server->address);
    if (!server->instance.mhd_daemon)
        close(fd);
    return false;
}

struct server *server_start(const struct server_config *config, char *why, size_t why_size)
{
    struct server *server = calloc(1, sizeof *server);
    if (!server)
        abort();
    server_log_open();
    server->config = *config;
    server->quiesced_fd = -1;
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
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->instance.mhd_daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
    return info ? (int)info->num_connections : 0;
}

/* Connections the kernel has completed already would be reset with the socket, and the requests on them lost. */
static void take_waiting(struct server *server, int listen_fd)
{
    struct sockaddr_storage address;
    for (;;) {
        socklen_t length = sizeof address;
        int fd = accept4(listen_fd, (struct sockaddr *)&address, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0 && (errno == EINTR || errno == ECONNABORTED))
            continue;
        if (fd < 0)
            return;
        MHD_add_connection(server->instance.mhd_daemon, fd, (struct sockaddr *)&address, length);
    }
}

/* Idle connections must not hold us until the deadline: we wait for requests, and for a short silence after them. */
static void wait_for_silence(struct server *server, int deadline_ms)
{
    uint_fast64_t seen = atomic_load(&server->begun);
    const struct timespec nap = {.tv_nsec = POLL_MS * 1000000L};
    for (int waited = 0, quiet = 0; waited < deadline_ms && quiet < QUIET_MS; waited += POLL_MS) {
        if (server_connections(server) == 0)
            return;
        nanosleep(&nap, NULL);
        uint_fast64_t begun = atomic_load(&server->begun);
        quiet = atomic_load(&server->in_flight) || begun != seen ? 0 : quiet + POLL_MS;
        seen = begun;
    }
}

static void stop_listening(struct server *server)
{
    if (atomic_exchange(&server->draining, true))
        return;
    int listen_fd = MHD_quiesce_daemon(server->instance.mhd_daemon);
    if (listen_fd < 0)
        return;
    take_waiting(server, listen_fd);
    shutdown(listen_fd, SHUT_RDWR); /* nobody new; a worker may still name the descriptor, so it is closed last */
    server->quiesced_fd = listen_fd;
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
    if (server->instance.mhd_daemon)
        ulfius_stop_framework(&server->instance);
    clients_free(server->clients);
    if (server->quiesced_fd >= 0)
        close(server->quiesced_fd);
    ulfius_clean_instance(&server->instance);
    free(server);
}
