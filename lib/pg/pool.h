/*
 * pool: a bounded set of connections to PostgreSQL, taken for one unit of work and given back.
 *
 * Layer: pg, which alone includes <libpq-fe.h>. Thread-safe. No call waits longer than its deadline: connecting,
 * waiting for a free connection and every statement are asynchronous, and inside a task they let other tasks work
 * (base/wait.h). When the database is away, callers get PROBLEM_UNAVAILABLE at once, while one of them tries to reconnect,
 * with growing pauses. The pool recovers by itself.
 */
#pragma once

#include <stdbool.h>

struct ctx;
struct pool;

struct pool_config {
    const char *url;          /* libpq connection string or URI */
    int size;                 /* most connections, opened on demand */
    int max_waiting;          /* most callers that wait for a connection; one more gets PROBLEM_UNAVAILABLE */
    int acquire_timeout_ms;   /* longest wait for a free connection */
    int connect_timeout_ms;   /* longest connection attempt */
    int statement_timeout_ms; /* set on the server; the client's own deadline is a second later */
    bool refuse_owner;        /* refuse a login that may not serve, and a pooler in between: see login.h */
    bool starts_closed;       /* lends nothing (PROBLEM_UNAVAILABLE) until pool_open() */
};

struct pool_figures {
    int size, open, in_use, waiting;
    unsigned long long acquired, timed_out, connect_failures, statements;
};

/* Never NULL; connects lazily. The config's strings are copied. */
struct pool *pool_new(const struct pool_config *config);

/* False: the URL is malformed, and nothing can be acquired. */
bool pool_is_named(const struct pool *pool);

/* From now on the pool lends connections. */
void pool_open(struct pool *pool);

/* Closes every connection; none may be in use. NULL is allowed. */
void pool_free(struct pool *pool);

/*
 * From now on nobody gets a connection, and the statements that run are cancelled: the database undoes them, and their callers get
 * PROBLEM_UNAVAILABLE. A commit that has begun still succeeds. Call it again while some connections are in use, because a
 * transaction may have been between two statements. Waits up to two seconds for the database.
 */
void pool_halt(struct pool *pool);

/* Takes a connection and gives it back, so that a program can refuse to start. False: ctx has the problem. */
bool pool_check(struct pool *pool, struct ctx *ctx);

void pool_figures(struct pool *pool, struct pool_figures *out);
