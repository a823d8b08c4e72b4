/*
 * connection: one connection to PostgreSQL, spoken to without ever blocking past a deadline.
 *
 * Layer: pg, private. Belongs to the pool, or to the one task or thread that took it from there. It is always in pipeline
 * mode and between two exchanges, or spoiled: then the pool closes it instead of lending it again.
 */
#pragma once

#include "base/wait.h"

#include <stdbool.h>
#include <stdint.h>

#include <libpq-fe.h>

struct conninfo;
struct ctx;
struct statement_cache;

struct connection {
    PGconn *pg;
    struct watch watch; /* of its socket */
    struct statement_cache *statements;
    struct loop *loop;       /* that used it last, and watches its socket */
    struct connection *next; /* below it in the pool's stack of idle ones, or the next of those lent */
    unsigned exchanged;      /* statements since the pool last counted */
    bool forget;             /* deallocate all prepared statements before the next one */
    bool spoiled;
};

enum arrival { ARRIVED, LOST, LATE };

/* Blocks its thread: a task offloads it. NULL: the problem is set, PROBLEM_UNAVAILABLE. Host names are looked up before: see resolve.h. */
struct connection *connection_open(struct ctx *ctx, const struct conninfo *info, int64_t deadline);

/* NULL is allowed. */
void connection_close(struct connection *c);

/* True when an idle connection has nothing to say: an end of file or a farewell of the server waits to be read else. */
bool connection_is_quiet(const struct connection *c);

/* libpq's next result, NULL between two commands. Sends what is still to be sent meanwhile. */
enum arrival connection_next(struct connection *c, int64_t deadline, PGresult **result);

/* The error field of a result or "". */
const char *result_field(const PGresult *result, int field);
