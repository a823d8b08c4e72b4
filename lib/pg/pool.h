/*
 * pool: a bounded set of connections to PostgreSQL, taken for one unit of work and given back.
 *
 * Layer: pg, the only includer of <libpq-fe.h>. Thread-safe. No call waits longer than its deadline: connecting,
 * waiting for a free connection and every statement are asynchronous, and inside a task they let others work
 * (base/wait.h). When the database is away, callers get PROBLEM_UNAVAILABLE at once (one of them tries to reconnect,
 * with growing pauses); it recovers by itself.
 */
#pragma once

#include <stdbool.h>

struct ctx;
struct pool;

struct pool_config {
    const char *url;          /* libpq connection string or URI */
    int size;                 /* most connections, opened on demand */
    int max_waiting;          /* most callers waiting for one; one more gets PROBLEM_UNAVAILABLE */
    int acquire_timeout_ms;   /* longest wait for a free connection */
    int connect_timeout_ms;   /* longest connection attempt */
    int statement_timeout_ms; /* set on the server; the client's own deadline is a second later */
    bool refuse_owner;        /* refuse a login that is not fit to serve, and a pooler in between: see login.h */
    bool starts_closed;       /* lends nothing (PROBLEM_UNAVAILABLE) until pool_open() */
};

struct pool_figures {
    int size, open, in_use, waiting;
    unsigned long long acquired, timed_out, connect_failures, statements;
};

/* Never NULL; connects lazily. The config's strings are copied. */
struct pool *pool_new(const struct pool_config *config);

/* False: the URL cannot be read; every other call will fail. */
bool pool_is_named(const struct pool *pool);

/* From now on it lends. */
void pool_open(struct pool *pool);

/* Closes every connection; none may be in use. NULL is allowed. */
void pool_free(struct pool *pool);

/*
 * Nobody gets a connection any more, and what the database is doing for those who have one is stopped: it is undone, and
 * they get PROBLEM_UNAVAILABLE. A commit that is on its way stays one. To be called again while some are still at work,
 * because a transaction may just have been between two statements. Waits up to two seconds for the database.
 */
void pool_halt(struct pool *pool);

/* Connects once (or borrows), so that a program can refuse to start. False: ctx has the problem. */
bool pool_check(struct pool *pool, struct ctx *ctx);

void pool_figures(struct pool *pool, struct pool_figures *out);
