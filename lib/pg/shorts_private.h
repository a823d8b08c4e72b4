/*
 * shorts_private: how query() sends a statement through shorts.
 *
 * Layer: pg, private.
 */
#pragma once

#include "pg/exchange.h"

#include <stdbool.h>

struct db;

/* False: the statement must be asked alone; no problem is set. True: *end and *result are those of exchange(). */
bool shorts_ask(struct db *db, const struct step *statement, enum exchange_end *end, PGresult **result);
