/*
 * tx: a transaction of several statements. See query.h.
 *
 * "begin" and the settings travel with the first statement, so a transaction of n statements takes n + 1 round trips.
 * It ends and gives its connection back at the commit, at the first failed statement (without a mark), or with the arena.
 */
#include "base/arena.h"
#include "base/ctx.h"
#include "pg/connection.h"
#include "pg/opening.h"
#include "pg/pool_lending.h"
#include "pg/query.h"
#include "pg/rows.h"

#include <string.h>

struct tx {
    struct db *db;
    struct connection *connection; /* NULL before the first statement and after the end */
    bool over, is_marked;
};

static void end_tx(struct tx *tx)
{
    give_back(tx->db, tx->connection);
    tx->connection = NULL;
    tx->over = true;
}

void tx_abandon(struct tx *tx)
{
    end_tx(tx);
}

static void abandon(void *tx)
{
    tx_abandon(tx);
}

struct tx *tx_begin(struct db *db)
{
    struct tx *tx = arena_alloc(db->ctx->arena, sizeof *tx);
    *tx = (struct tx){.db = db};
    return arena_own(db->ctx->arena, tx, abandon);
}

static enum exchange_end send_one(struct tx *tx, const struct step *step, PGresult **result)
{
    return exchange(tx->connection, step, 1, pool_statement_deadline(tx->db->pool), result);
}

static bool go_back(struct tx *tx)
{
    PGresult *ignored = NULL;
    enum exchange_end end = send_one(tx, &(struct step){.sql = "rollback to savepoint mark"}, &ignored);
    PQclear(ignored);
    return end == EXCHANGE_DONE;
}

/* A later round trip of an open transaction. False: the problem is set, and the transaction has ended or gone back to its mark. */
static bool proceed(struct tx *tx, const struct step *step, PGresult **result)
{
    enum exchange_end end = send_one(tx, step, result);
    if (end == EXCHANGE_DONE)
        return true;
    if (end != EXCHANGE_REFUSED || !tx->is_marked || !go_back(tx))
        end_tx(tx);
    return refuse_end(tx->db, end, false, *result);
}

static bool start(struct tx *tx, const struct step *step, PGresult **result)
{
    tx->connection = opening(tx->db, true, step, result);
    tx->over = !tx->connection;
    return !tx->over;
}

struct rows *tx_query(struct tx *tx, const char *sql, int count, const char *const *params)
{
    const struct step step = {.sql = sql, .count = count, .params = params};
    struct ctx *ctx = tx->db->ctx;
    PGresult *result = NULL;
    if (tx->over) {
        fault(ctx, PROBLEM_INTERNAL, "a statement after the end of its transaction");
        return NULL;
    }
    bool done = tx->connection ? proceed(tx, &step, &result) : start(tx, &step, &result);
    return done ? rows_own(ctx->arena, result) : NULL;
}

bool tx_mark(struct tx *tx)
{
    if (tx->is_marked && !tx_query(tx, "release savepoint mark", 0, NULL))
        return false;
    tx->is_marked = tx_query(tx, "savepoint mark", 0, NULL) != NULL;
    return tx->is_marked;
}

bool tx_commit(struct tx *tx)
{
    if (tx->over)
        return fault(tx->db->ctx, PROBLEM_INTERNAL, "a commit after the end of its transaction");
    if (!tx->connection)
        return tx->over = true;
    PGresult *result = NULL;
    int64_t deadline = pool_statement_deadline(tx->db->pool);
    enum exchange_end end = exchange(tx->connection, &(struct step){.sql = "commit"}, 1, deadline, &result);
    end_tx(tx);
    if (end != EXCHANGE_DONE)
        return refuse_end(tx->db, end, true, result);
    PQclear(result);
    return true;
}
