/* listener: see listener.h. */
#include "pg/listener.h"

#include "base/arena.h"
#include "base/ctx.h"
#include "base/log.h"
#include "pg/connection.h"
#include "pg/conninfo.h"
#include "base/deadline.h"
#include "pg/exchange.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { PAUSE_MS = 1000, ASK_EVERY_MS = 4000, ANSWER_MS = LISTENER_SILENCE_MS - ASK_EVERY_MS };

struct listener {
    struct arena *arena; /* holds conninfo's texts */
    struct listener_config config;
    struct conninfo conninfo;
    const char *listen_sql;
    pthread_t thread;
    int stop_fd;  /* readable: the listener must end */
    bool is_logged; /* the log says already that the database is away: one line for each change, not each attempt */
    unsigned attempts;
};

/* Waits until `fd` is readable (-1: no descriptor), the time is over, or the listener must end. False: it must end. */
static bool wait_readable(const struct listener *listener, int fd, int milliseconds)
{
    struct pollfd fds[2] = {{.fd = listener->stop_fd, .events = POLLIN}, {.fd = fd, .events = POLLIN}};
    poll(fds, 2, milliseconds);
    return !fds[0].revents;
}

static bool say(struct connection *c, const char *sql, int milliseconds)
{
    PGresult *result = NULL;
    enum exchange_end end = exchange(c, &(struct step){.sql = sql}, 1, deadline_in(milliseconds), &result);
    PQclear(result);
    return end == EXCHANGE_DONE;
}

/* NULL: it failed, and ctx has the problem. */
static struct connection *connect_and_listen(struct listener *listener, struct ctx *ctx)
{
    struct conninfo rotated;
    conninfo_rotate(&rotated, ctx->arena, &listener->conninfo, listener->attempts++);
    struct connection *c = connection_open(ctx, &rotated, deadline_in(listener->config.connect_timeout_ms));
    if (!c || say(c, listener->listen_sql, ANSWER_MS))
        return c;
    fault(ctx, PROBLEM_UNAVAILABLE, "the database does not let this login listen");
    connection_close(c);
    return NULL;
}

static bool take_notices(struct connection *c)
{
    bool any = false;
    for (PGnotify *notice; (notice = PQnotifies(c->pg)); any = true)
        PQfreemem(notice);
    return any;
}

/* False: the connection is lost. */
static bool hear(struct listener *listener, struct connection *c)
{
    if (connection_is_quiet(c) ? !say(c, "select 1", ANSWER_MS) : !PQconsumeInput(c->pg))
        return false;
    if (take_notices(c))
        listener->config.heard(listener->config.cls);
    return PQstatus(c->pg) == CONNECTION_OK;
}

/* True: the connection was lost. False: the listener must end. */
static bool listen_on(struct listener *listener, struct connection *c)
{
    listener->config.heard(listener->config.cls);
    if (listener->is_logged)
        log_say(LOG_INFO, "listening_again", "changes of %s are heard again", listener->config.channel);
    listener->is_logged = false;
    while (wait_readable(listener, PQsocket(c->pg), ASK_EVERY_MS))
        if (!hear(listener, c)) {
            listener->config.lost(listener->config.cls);
            return true;
        }
    return false;
}

static void tell_away(struct listener *listener, const char *why)
{
    if (!listener->is_logged)
        log_say(LOG_WARN, "not_listening", "changes of %s are not heard: %s", listener->config.channel, why);
    listener->is_logged = true;
}

/* Opens one connection and listens until it is lost. False: the listener must end. */
static bool listen_once(struct listener *listener)
{
    struct arena *a = arena_new();
    struct ctx ctx;
    ctx_init(&ctx, a);
    struct connection *c = connect_and_listen(listener, &ctx);
    bool goes_on = c ? listen_on(listener, c) : true;
    if (goes_on)
        tell_away(listener, c ? "the connection was lost" : ctx.problem.log);
    connection_close(c);
    arena_free(a);
    return goes_on && wait_readable(listener, -1, PAUSE_MS);
}

static void *run(void *pointer)
{
    while (listen_once(pointer))
        continue;
    return NULL;
}

struct listener *listener_new(const struct listener_config *config)
{
    struct listener *listener = calloc(1, sizeof *listener);
    if (!listener)
        abort();
    listener->arena = arena_new();
    listener->config = *config;
    listener->config.url = NULL; /* it holds the password; conninfo has what is needed */
    listener->listen_sql = arena_printf(listener->arena, "listen %s", config->channel);
    listener->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    bool is_parsed = conninfo_parse(&listener->conninfo, listener->arena, config->url, ANSWER_MS);
    if (!is_parsed || listener->stop_fd < 0 || pthread_create(&listener->thread, NULL, run, listener) != 0)
        abort();
    return listener;
}

void listener_free(struct listener *listener)
{
    if (!listener)
        return;
    eventfd_write(listener->stop_fd, 1);
    pthread_join(listener->thread, NULL);
    close(listener->stop_fd);
    arena_free(listener->arena);
    free(listener);
}
