/*
 * batch: the statements of one round trip of a transaction: [begin,] the settings of the caller, a statement.
 *
 * Layer: pg, private.
 */
#pragma once

#include "pg/exchange.h"
#include "pg/query.h"

#include <stdbool.h>

struct batch {
    struct step steps[EXCHANGE_STEPS];
    size_t count;
    const char *settings[2 * DB_MAX_SETTINGS];
};

/* All texts are borrowed. */
void batch_fill(struct batch *batch, const struct db *db, bool begin, const struct step *statement);
