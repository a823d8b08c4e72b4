/*
 * migrate: brings a database to the schema of a program, under an advisory lock: numbered SQL files, each applied once, in
 * order and in a transaction; then definitions (functions, triggers, rights: each file says the whole of what it is about), all of
 * them again, in one transaction, when one has changed or a migration has run.
 *
 * Layer: pg. Table schema_migration records number, name, SHA-256, kind and time. The run stops with a sentence that says
 * so if a file changed after it was applied, or if the database is ahead and no longer serves this program. Several runs
 * at the same time are safe. A file whose first line is "-- no-transaction" has a single statement and runs outside a
 * transaction.
 *
 * A file says in its first lines what it does to programs that run at the same time ("-- kind: expand"): expand adds,
 * backfill fills in, and both keep what older programs use; contract takes something away or changes its meaning, and
 * serves no program built for an older schema. A file that does not say counts as contract. schema_state.h reads it back.
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

/* Says the whole of what it is about each time it is applied: by "create or replace", or it drops the old and makes it anew. */
struct definition {
    const char *name; /* "functions/10_unit" */
    const char *sql;
    size_t length;
    const char *sha256;
};

/* An earlier numbering: a database with all of its files counts as one that has the first `replaced_by` of today's. */
struct old_numbering {
    int last;
    const char *sha256; /* of its last file */
    size_t replaced_by;
};

struct schema {
    const struct migration *migrations;
    size_t migration_count;
    const struct definition *definitions; /* in the order in which they are applied; may be none */
    size_t definition_count;
    const char *definitions_sha256; /* of all of them */
    struct old_numbering old;       /* last 0: there was none */
};

/*
 * Applies what is missing or has changed; *applied counts migrations. A database that is ahead but still serves this program is
 * left as it is, its definitions too. On failure ctx's problem log says which file and why.
 */
bool migrate_up(struct db *db, const struct schema *schema, int *applied);

/* "expand", "backfill" or "contract"; NULL: the file states something else. */
const char *migration_kind(const struct migration *m);
