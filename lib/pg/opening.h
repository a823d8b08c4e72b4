/*
 * opening: the first round trip of a transaction: [begin,] the settings of the caller, the first statement.
 *
 * Layer: pg, private. Only here a failed round trip is repeated: when it surely committed nothing, or only read.
 */
#pragma once

#include "pg/exchange.h"

#include <stdbool.h>

struct connection;
struct db;

/* With `begin` the transaction is explicit and stays open. NULL: the problem is set and the connection given back. */
struct connection *opening(struct db *db, bool begin, const struct step *statement, PGresult **result);

/*
 * Sets the problem of a round trip that ended badly, and clears its result. `commits`: it would have committed a change, so a lost
 * answer leaves the outcome unknown. Returns false.
 */
bool refuse_end(struct db *db, enum exchange_end end, bool commits, PGresult *result);

/* Rolls back what is still open and releases the connection. NULL is allowed. */
void give_back(struct db *db, struct connection *c);
