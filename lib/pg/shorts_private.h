/*
 * shorts_private: how query() asks through shorts.
 *
 * Layer: pg, private.
 */
#pragma once

#include "pg/exchange.h"

#include <stdbool.h>

struct db;

/* False: it must be asked alone; nothing is said. True: *end and *result are as of exchange(). */
bool shorts_ask(struct db *db, const struct step *statement, enum exchange_end *end, PGresult **result);
