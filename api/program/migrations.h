/*
 * migrations: the schema that is built into this program, and how a database is brought to it.
 *
 * Layer: api.
 */
#pragma once

#include "pg/schema_state.h"

#include <stdbool.h>

struct arena;
struct db;

bool migrations_apply(struct db *db, int *applied);

/* False: the database could not be asked, and the problem is set. */
bool migrations_state(struct db *db, struct schema_state *state);

/* Why a schema does not fit, in one sentence; lives in `a`. */
const char *migrations_reason(struct arena *a, const struct schema_state *state);
