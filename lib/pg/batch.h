/*
 * batch: what one round trip of a transaction consists of: [begin,] who asks, a statement.
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

/* All texts stay borrowed. */
void batch_fill(struct batch *batch, const struct db *db, bool begin, const struct step *statement);
