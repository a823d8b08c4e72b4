/*
 * sqlstate: what an error of PostgreSQL means for our caller, in one table.
 *
 * Layer: pg, private except for the struct violated it fills. PostgreSQL's own messages never reach the client: they may
 * hold SQL and values; only the sentences of our rules do. The log gets code and primary message of faults only; never the
 * detail, which holds row values.
 */
#pragma once

#include "base/problem.h"

#include <stdbool.h>

#include <libpq-fe.h>

struct db;

struct meaning {
    enum problem_kind kind;
    int retry_after; /* seconds; 0: none */
};

struct meaning sqlstate_meaning(const char *sqlstate);

/* True: the connection that gave this error must not be used again (shut down, demoted to read-only, broken). */
bool sqlstate_ends_connection(const char *sqlstate);

/* True: a prepared statement no longer fits the database, but works when prepared again. */
bool sqlstate_is_stale_plan(const char *sqlstate);

/* Sets the problem of db->ctx and db->violated from an error; NULL is a lost connection. Returns false. */
bool refuse(struct db *db, const PGresult *error);
