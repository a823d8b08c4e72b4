/*
 * script: whole SQL texts by the simple protocol, outside pipeline mode and with an hour to finish.
 *
 * Layer: pg, private; for run_script() and the migrations. A connection used this way is closed afterwards, because a
 * script may leave settings, locks or roles behind. Errors name the script and the line; they are for the log. So are
 * warnings that a script raises: they must not contain personal data.
 */
#pragma once

#include "pg/exchange.h"

#include <stdbool.h>

struct connection;
struct db;

enum { SCRIPT_DEADLINE_MS = 3600 * 1000 };

/* To be given back with pool_release(), which closes it. NULL: the problem is set. */
struct connection *script_connection(struct db *db);

/* One simple query: several statements without "begin" are one transaction. `name` is for the log. */
bool script_run(struct db *db, struct connection *c, const char *name, const char *sql);

/* One statement with parameters; the caller clears the result. NULL: the problem is set. */
PGresult *script_query(struct db *db, struct connection *c, const char *name, const struct step *step);

/* begin, db's settings, the script, `last` unless NULL, commit. */
bool script_transaction(struct db *db, struct connection *c, const char *name, const char *sql,
                        const struct step *last);
