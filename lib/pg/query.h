/*
 * query: statements and their rows.
 *
 * Layer: pg. A struct db is one request's access to the database: the caller (settings that row security reads) and
 * the ctx that gets errors. Every statement runs inside a transaction that first sets db->settings with
 * set_config(…, true), pipelined with the statement: one round trip. Statements are prepared once per connection and found
 * again by their text: write few different texts, with values as parameters.
 *
 * Parameters are text, NULL for SQL null. Results are text and live in ctx->arena. A failure has set ctx's problem
 * (see sqlstate.c) and, when the database reported an error, db->violated.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct ctx;
struct pool;
struct rows;
struct shorts;
struct tx;

enum { DB_MAX_SETTINGS = 8, DB_MAX_PARAMS = 128 };

struct setting {
    const char *name, *value; /* value NULL: not set */
};

/* What a constraint, policy or rule of the database refused; the descriptor finds the field by it. */
struct violated {
    char sqlstate[6];
    const char *constraint;        /* its name, "" when the error names none */
    const char *table, *column;    /* "" likewise */
    const char *hint_vi, *hint_en; /* the two sentences of one of our own rules (TD001–TD005), otherwise NULL */
    const char *state;             /* of TD002: a JSON object with the record's state, or ""; otherwise NULL */
    int quota, window;             /* of TD005: `quota` are allowed within `window` seconds */
};

struct db {
    struct ctx *ctx;
    struct pool *pool;
    struct setting settings[DB_MAX_SETTINGS];
    int setting_count;
    struct violated violated;
    struct shorts *shorts; /* not NULL: query() takes statements for short reads and sends them with those of others */
    bool must_be_alone;    /* such a read failed because it was sent with others: ask again with `shorts` NULL */
};

void db_init(struct db *db, struct ctx *ctx, struct pool *pool);

/* Adds a setting for every later transaction of this db. Both strings are borrowed. */
void db_set(struct db *db, const char *name, const char *value);

/*
 * One statement in its own transaction. The connection is back in the pool when this returns. NULL: failed. A statement
 * that begins with "select" is sent again, once, when its connection dies: it must be repeatable. Others are sent
 * again only when they surely had no effect; when that is not known, the problem is PROBLEM_OUTCOME_UNKNOWN.
 */
struct rows *query(struct db *db, const char *sql, int count, const char *const *params);

/*
 * A transaction of several statements. Rolled back when the arena ends without tx_commit(), so early returns are
 * safe. Takes a connection with its first statement and gives it back with tx_commit() or the first statement that
 * fails; after that every call fails. When the connection dies in tx_commit() the problem is
 * PROBLEM_OUTCOME_UNKNOWN.
 */
struct tx *tx_begin(struct db *db);
struct rows *tx_query(struct tx *tx, const char *sql, int count, const char *const *params);
bool tx_commit(struct tx *tx);

/*
 * Marks what is done so far. From now on a statement that the database refuses does not end the transaction but takes it back to the
 * last mark. False: the problem is set.
 */
bool tx_mark(struct tx *tx);

/* Rolls it back now, before the arena ends, and so releases its locks. */
void tx_abandon(struct tx *tx);

/*
 * Runs a whole SQL text of several statements (simple protocol, no COPY) in its own transaction, for an hour at most;
 * for reference and demonstration data. On failure the problem's log names the line.
 */
bool run_script(struct db *db, const char *sql);

int rows_count(const struct rows *rows);

/* NULL for SQL null. Borrowed from the rows. */
const char *rows_text(const struct rows *rows, int row, int column);
size_t rows_length(const struct rows *rows, int row, int column);
const char *rows_value(const struct rows *rows, int row, int column, size_t *length); /* both at once */
long long rows_int(const struct rows *rows, int row, int column); /* 0 for SQL null */
bool rows_bool(const struct rows *rows, int row, int column);     /* false for SQL null */
