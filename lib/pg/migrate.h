/*
 * migrate: numbered SQL files, each applied once, in order, in one transaction, under an advisory lock.
 *
 * Layer: pg. Table schema_migration records number, name, SHA-256 and time. A file that changed after it was applied,
 * or a database that is ahead of this program, stops the run with a sentence that says so. Six starters at once are
 * safe. A file whose first line is "-- no-transaction" holds a single statement and runs outside a transaction.
 *
 * A file says in its first lines what it does to programs that run beside it ("-- kind: expand"): expand adds, backfill
 * fills in, and both leave what older programs use; contract takes something away or changes its meaning, and serves no
 * program built for an older schema. A file that does not say counts as contract. schema_state.h reads it back.
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

/*
 * Applies what is missing; *applied counts. A database that is ahead but still serves this list is left as it is. On failure
 * ctx's problem log says which file and why.
 */
bool migrate_up(struct db *db, const struct migration *list, size_t count, int *applied);

/* "expand", "backfill" or "contract"; NULL: the file states something else. */
const char *migration_kind(const struct migration *m);
