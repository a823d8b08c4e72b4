/*
 * migrate: numbered SQL files, each applied once, in order, in one transaction, under an advisory lock.
 *
 * Layer: pg. Table schema_migration records number, name, SHA-256 and time. A file that changed after it was applied,
 * or a database that is ahead of this program, stops the run with a sentence that says so. Six starters at once are
 * safe. A file whose first line is "-- no-transaction" holds a single statement and runs outside a transaction.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct db;

struct migration {
    int number;       /* 1, 2, 3, … without a gap */
    const char *name; /* "0001_roles" */
    const char *sql;
    size_t length;
    const char *sha256; /* 64 hex digits */
};

/* Applies what is missing; *applied counts. On failure ctx's problem log says which file and why. */
bool migrate_up(struct db *db, const struct migration *list, size_t count, int *applied);

/* True when the database stands exactly at the last of `list`; for readiness, one round trip. False: ctx says why. */
bool migrate_is_current(struct db *db, const struct migration *list, size_t count);
