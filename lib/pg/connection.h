/*
 * connection: one connection to PostgreSQL; no call waits past its deadline.
 *
 * Layer: pg, private. Belongs to the pool, or to the one task or thread that took it from there. It is either in pipeline
 * mode and between two exchanges, or spoiled: then the pool closes it and does not lend it again.
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
    struct loop *loop;       /* the loop that used it last and watches its socket */
    struct connection *next; /* in the pool's list of idle or of lent connections */
    unsigned exchanged;      /* statements since the pool last counted */
    bool forget;             /* deallocate all prepared statements before the next one */
    bool spoiled;
};

enum arrival { ARRIVED, LOST, LATE };

/*
 * Looks up the host names of `info` and connects, all within the deadline. Blocks its thread, so a task must offload it.
 * NULL: the problem is set, PROBLEM_UNAVAILABLE.
 */
struct connection *connection_open(struct ctx *ctx, const struct conninfo *info, int64_t deadline);

/* NULL is allowed. */
void connection_close(struct connection *c);

/* True: nothing waits to be read on an idle connection. False: the server has sent something, or closed it. */
bool connection_is_quiet(const struct connection *c);

/* libpq's next result, NULL between two commands. While it waits, it sends what is not sent yet. */
enum arrival connection_next(struct connection *c, int64_t deadline, PGresult **result);

/* The error field of a result or "". */
const char *result_field(const PGresult *result, int field);
