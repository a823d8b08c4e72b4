/*
 * migrations: the schema that this program carries, and bringing a database to it.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct db;

bool migrations_apply(struct db *db, int *applied);
bool migrations_are_current(struct db *db);
