/*
 * connection: opening, waiting and closing. See connection.h.
 *
 * libpq's blocking calls have no deadline when a network is dead, so only its asynchronous ones are used here.
 */
#include "pg/connection.h"

#include "base/ctx.h"
#include "pg/conninfo.h"
#include "base/deadline.h"
#include "pg/resolve.h"
#include "pg/statement_cache.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Used only to connect, on a thread that may block. True: the socket is ready. */
static bool wait_for(int fd, short events, int64_t deadline)
{
    struct pollfd p = {.fd = fd, .events = events};
    for (;;) {
        int ready = poll(&p, 1, deadline_left(deadline));
        if (ready >= 0)
            return ready > 0;
        if (errno != EINTR)
            return false;
    }
}

static bool finish_connecting(PGconn *pg, int64_t deadline)
{
    short events = POLLOUT;
    while (wait_for(PQsocket(pg), events, deadline)) {
        PostgresPollingStatusType status = PQconnectPoll(pg);
        if (status == PGRES_POLLING_OK)
            return true;
        if (status == PGRES_POLLING_FAILED)
            return false;
        events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    }
    return false;
}

/* Notices would go to standard error as plain text, beside the log's JSON lines. */
static void ignore_notice(void *unused, const PGresult *notice)
{
    (void)unused;
    (void)notice;
}

static struct connection *connection_of(PGconn *pg)
{
    struct connection *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->pg = pg;
    c->watch = watch_new(PQsocket(pg));
    c->statements = statement_cache_new(STATEMENT_CACHE_SIZE);
    PQsetNoticeReceiver(pg, ignore_notice, NULL);
    return c;
}

static struct connection *refuse_connection(struct ctx *ctx, PGconn *pg, int64_t deadline)
{
    const char *text = PQerrorMessage(pg);
    if (deadline_left(deadline) == 0)
        text = "no answer in time";
    fault(ctx, PROBLEM_UNAVAILABLE, "cannot connect to the database: %.*s", (int)strcspn(text, "\n"), text);
    PQfinish(pg);
    return NULL;
}

struct connection *connection_open(struct ctx *ctx, const struct conninfo *info, int64_t deadline)
{
    struct conninfo resolved;
    if (!resolve_hosts(ctx, &resolved, info, deadline))
        return NULL;
    PGconn *pg = PQconnectStartParams(resolved.keywords, resolved.values, 0);
    if (!pg)
        abort();
    if (PQstatus(pg) == CONNECTION_BAD || !finish_connecting(pg, deadline))
        return refuse_connection(ctx, pg, deadline);
    if (PQsetnonblocking(pg, 1) != 0 || !PQenterPipelineMode(pg))
        return refuse_connection(ctx, pg, deadline);
    return connection_of(pg);
}

void connection_close(struct connection *c)
{
    if (!c)
        return;
    PQfinish(c->pg);
    statement_cache_free(c->statements);
    free(c);
}

bool connection_is_quiet(const struct connection *c)
{
    char byte;
    ssize_t n = recv(PQsocket(c->pg), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

static enum arrival wait_input(struct connection *c, int64_t deadline)
{
    int unsent = PQflush(c->pg);
    if (unsent < 0)
        return LOST;
    short events = unsent > 0 ? POLLIN | POLLOUT : POLLIN;
    if (!watch_wait(&c->watch, events, deadline))
        return LATE;
    return PQconsumeInput(c->pg) ? ARRIVED : LOST;
}

enum arrival connection_next(struct connection *c, int64_t deadline, PGresult **result)
{
    while (PQisBusy(c->pg)) {
        enum arrival arrival = wait_input(c, deadline);
        if (arrival != ARRIVED)
            return arrival;
    }
    *result = PQgetResult(c->pg);
    return PQstatus(c->pg) == CONNECTION_OK || *result ? ARRIVED : LOST;
}

const char *result_field(const PGresult *result, int field)
{
    const char *text = result ? PQresultErrorField(result, field) : NULL;
    return text ? text : "";
}
