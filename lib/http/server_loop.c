/*
 * server_loop: the threads of a server. Each has its own event loop, its own Ulfius instance, and a libmicrohttpd without
 * threads: MHD_run() does the library's work, once a round. A request's task runs here too (base/loop.h), so two threads
 * never touch the same connection.
 *
 * The first loop accepts connections and gives each to the loop that has fewest.
 *
 * Traps of libmicrohttpd: it aborts the program if a daemon is stopped while one of its connections is suspended. So the end waits
 * until no task is left and runs the daemon once more. Only the daemon's own thread may call MHD_add_connection().
 */
#include "http/server_private.h"

#include "base/deadline.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/sysinfo.h>
#include <unistd.h>

enum {
    CONNECTION_MEMORY = 24 * 1024, /* a target and a token of 8 KB each, other headers, and the answer's headers */
    LOOPS_MAX = 8,
    IDLE_MS = 200,
    ACCEPT_AT_ONCE = 64,
};

static bool open_instance(struct server_loop *l)
{
    struct _u_instance *instance = &l->instance;
    if (ulfius_init_instance(instance, 1, NULL, NULL) != U_OK) /* port 1 is not used: we have the listening socket */
        return false;
    instance->allowed_post_processor = U_POST_PROCESS_NONE;
    instance->check_utf8 = 0; /* would drop values silently; we read them raw and refuse */
    instance->max_post_body_size = l->server->config.body_limit + 1;
    return ulfius_add_endpoint_by_val(instance, "*", "*", NULL, 0, server_on_request, l) == U_OK;
}

/*
 * libmicrohttpd's option array takes functions as integers. clients.c enforces the limit of connections, so the library gets a
 * higher one.
 */
static bool start_daemon(struct server_loop *l)
{
    const struct server_config *config = &l->server->config;
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)server_log_mhd, &l->server->config},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)server_on_completed, l},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)server_on_request_line, l},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)server_on_connection, l},
        {MHD_OPTION_CONNECTION_LIMIT, config->connection_limit + ACCEPT_AT_ONCE, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, config->idle_timeout_s, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    const unsigned flags = MHD_USE_ERROR_LOG | MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME;
    return ulfius_start_framework_with_mhd_options(&l->instance, flags, options) == U_OK && server_admission_works();
}

static void add_connection(struct server_loop *l, int fd)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getpeername(fd, (struct sockaddr *)&address, &length) != 0) { /* it is gone again */
        atomic_fetch_sub(&l->connections, 1);
        close(fd);
        return;
    }
    l->library_is_due = true;
    MHD_add_connection(l->instance.mhd_daemon, fd, (struct sockaddr *)&address, length);
}

static void open_box(void *loop)
{
    struct server_loop *l = loop;
    for (int fd; read(l->box[0], &fd, sizeof fd) == sizeof fd;)
        add_connection(l, fd);
}

static struct server_loop *least_busy(struct server *server)
{
    struct server_loop *least = &server->loops[0];
    for (int i = 1; i < server->loop_count; i++)
        if (atomic_load(&server->loops[i].connections) < atomic_load(&least->connections))
            least = &server->loops[i];
    return least;
}

static void hand_over(struct server *server, int fd)
{
    struct server_loop *to = least_busy(server);
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    atomic_fetch_add(&to->connections, 1);
    if (to == &server->loops[0])
        add_connection(to, fd);
    else if (write(to->box[1], &fd, sizeof fd) != sizeof fd) {
        atomic_fetch_sub(&to->connections, 1);
        close(fd);
    }
}

/* No descriptor is left: closes the caller's connection, so that it does not wait. */
static void turn_away(struct server *server)
{
    close(server->spare_fd);
    int fd = accept4(server->listen_fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0)
        close(fd);
    server->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/* False: no connection is waiting. */
static bool accept_one(struct server *server)
{
    int fd = accept4(server->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0)
        hand_over(server, fd);
    else if (errno == EMFILE || errno == ENFILE)
        turn_away(server);
    else
        return errno == EINTR || errno == ECONNABORTED;
    return true;
}

static void accept_some(void *server)
{
    for (int i = 0; i < ACCEPT_AT_ONCE && accept_one(server); i++)
        continue;
}

/* First accepts the connections that the kernel has completed: closing the socket would reset them and lose their requests. */
static void close_door(struct server_loop *l)
{
    struct server *server = l->server;
    while (accept_one(server))
        continue;
    loop_remove(l->loop, server->listen_fd);
    close(server->listen_fd);
    server->listen_fd = -1;
    atomic_store(&server->is_deaf, true);
}

static void library_is_due(void *loop)
{
    ((struct server_loop *)loop)->library_is_due = true;
}

/* Milliseconds until libmicrohttpd has to look at its timeouts. */
static int time_left(const struct server_loop *l)
{
    MHD_UNSIGNED_LONG_LONG left;
    if (l->library_is_due)
        return 0;
    return MHD_get_timeout(l->instance.mhd_daemon, &left) == MHD_YES && left < IDLE_MS ? (int)left : IDLE_MS;
}

static void turn(struct server_loop *l)
{
    int64_t due = clock_ms() + time_left(l);
    loop_turn(l->loop, (int)(due - clock_ms() > 0 ? due - clock_ms() : 0));
    int64_t now = clock_ms();
    if (l->library_is_due || now >= due) {
        l->library_is_due = false;
        MHD_run(l->instance.mhd_daemon);
    }
    atomic_store(&l->turned_at, now);
}

static bool must_close_door(const struct server_loop *l)
{
    const struct server *server = l->server;
    return l == &server->loops[0] && server->listen_fd >= 0 && atomic_load(&server->draining);
}

static void *run(void *loop)
{
    struct server_loop *l = loop;
    while (!atomic_load(&l->server->is_stopping)) {
        turn(l);
        if (must_close_door(l))
            close_door(l);
    }
    loop_end_waits(l->loop);
    do {
        turn(l);
        MHD_run(l->instance.mhd_daemon);
    } while (loop_tasks(l->loop) > 0);
    return NULL;
}

static bool start_loop(struct server *server, struct server_loop *l)
{
    l->server = server;
    l->loop = loop_new();
    atomic_store(&l->turned_at, clock_ms());
    if (pipe2(l->box, O_CLOEXEC | O_NONBLOCK) != 0 || !open_instance(l) || !start_daemon(l))
        return false;
    int epoll_fd = MHD_get_daemon_info(l->instance.mhd_daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    loop_add(l->loop, epoll_fd, library_is_due, l);
    loop_add(l->loop, l->box[0], open_box, l);
    if (l == server->loops)
        loop_add(l->loop, server->listen_fd, accept_some, server);
    l->library_is_due = true;
    return true;
}

int server_loops_of_processors(void)
{
    int processors = get_nprocs();
    return processors > LOOPS_MAX ? LOOPS_MAX : processors;
}

/* All loops are made before the first runs, because it gives connections to the others. */
bool server_loops_start(struct server *server)
{
    int count = server->config.loops ? server->config.loops : server_loops_of_processors();
    server->loops = calloc((size_t)count, sizeof *server->loops);
    if (!server->loops)
        abort();
    for (int i = 0; i < count; i++) {
        server->loops[i].box[0] = server->loops[i].box[1] = -1;
        server->loop_count++;
        if (!start_loop(server, &server->loops[i]))
            return false;
    }
    for (int i = 0; i < count; i++) {
        struct server_loop *l = &server->loops[i];
        l->is_running = pthread_create(&l->thread, NULL, run, l) == 0;
        if (!l->is_running)
            return false;
    }
    return true;
}

static void release(struct server_loop *l)
{
    if (l->instance.mhd_daemon)
        ulfius_stop_framework(&l->instance);
    ulfius_clean_instance(&l->instance);
    loop_free(l->loop);
    for (int i = 0; i < 2; i++)
        if (l->box[i] >= 0)
            close(l->box[i]);
}

void server_loops_stop(struct server *server)
{
    atomic_store(&server->is_stopping, true);
    for (int i = 0; i < server->loop_count; i++)
        if (server->loops[i].loop)
            loop_wake(server->loops[i].loop);
    for (int i = 0; i < server->loop_count; i++)
        if (server->loops[i].is_running)
            pthread_join(server->loops[i].thread, NULL);
    for (int i = 0; i < server->loop_count; i++)
        release(&server->loops[i]);
    free(server->loops);
}
