/*
 * opening: the first round trip of a transaction: [begin,] who asks, the first statement.
 *
 * Layer: pg, private. The one place where a failed round trip is repeated: when nothing of it can have been committed,
 * or when it only read.
 */
#pragma once

#include "pg/exchange.h"

#include <stdbool.h>

struct connection;
struct db;

/* With `begin` the transaction is explicit and left open. NULL: the problem is set and the connection given back. */
struct connection *opening(struct db *db, bool begin, const struct step *statement, PGresult **result);

/*
 * The problem of a round trip that ended badly; clears its result. `commits`: what it asked would stay, so a lost answer
 * leaves the outcome unknown. Returns false.
 */
bool refuse_end(struct db *db, enum exchange_end end, bool commits, PGresult *result);

/* Rolls back what is still open and releases the connection. NULL is allowed. */
void give_back(struct db *db, struct connection *c);
