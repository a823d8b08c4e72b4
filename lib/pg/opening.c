/*
 * opening: the first round trip of a transaction. See opening.h.
 *
 * A statement outside an explicit transaction that begins with "select" counts as repeatable: no select of this program
 * does harm when it runs twice.
 */
#include "pg/opening.h"

#include "base/ctx.h"
#include "pg/batch.h"
#include "pg/connection.h"
#include "pg/pool_lending.h"
#include "pg/query.h"
#include "pg/sqlstate.h"

#include <string.h>
#include <strings.h>

static enum exchange_end send_batch(struct db *db, struct connection *c, const struct batch *batch, PGresult **result)
{
    return exchange(c, batch->steps, batch->count, pool_statement_deadline(db->pool), result);
}

static bool is_read(const char *sql)
{
    return strncasecmp(sql, "select", 6) == 0;
}

static bool may_repeat(enum exchange_end end, bool commits)
{
    return end == EXCHANGE_ENDED || (end == EXCHANGE_LOST && !commits);
}

static void roll_back(struct db *db, struct connection *c)
{
    PGresult *ignored = NULL;
    if (!c->spoiled && PQtransactionStatus(c->pg) != PQTRANS_IDLE)
        exchange(c, &(struct step){.sql = "rollback"}, 1, pool_statement_deadline(db->pool), &ignored);
    PQclear(ignored);
}

void give_back(struct db *db, struct connection *c)
{
    if (c)
        roll_back(db, c);
    pool_release(db->pool, c);
}

static void tell_unknown(struct db *db)
{
    fault(db->ctx, PROBLEM_OUTCOME_UNKNOWN, "the answer to a write was lost: its outcome is unknown");
    db->ctx->problem.detail_vi = "Đã mất liên lạc với cơ sở dữ liệu giữa lúc ghi: có thể đã ghi, có thể chưa. Nếu yêu cầu có "
                                 "Idempotency-Key, hãy gửi lại với cùng khóa; nếu không, hãy đọc lại trước khi gửi lần nữa.";
    db->ctx->problem.detail_en = "The database was lost in the middle of a write: it may or may not be done. If the request "
                                 "had an Idempotency-Key, send it again with the same key; if not, read before you send it again.";
}

bool refuse_end(struct db *db, enum exchange_end end, bool commits, PGresult *result)
{
    if (commits && (end == EXCHANGE_LOST || end == EXCHANGE_LATE))
        tell_unknown(db);
    else if (end == EXCHANGE_LATE)
        fault(db->ctx, PROBLEM_UNAVAILABLE, "the database did not answer in time");
    else
        refuse(db, result);
    PQclear(result);
    return false;
}

static enum exchange_end prepare_anew(struct db *db, struct connection *c, const struct batch *batch, PGresult **result)
{
    roll_back(db, c);
    PQclear(*result);
    c->forget = true;
    return send_batch(db, c, batch, result);
}

/* NULL: the problem is set. */
static struct connection *elsewhere(struct db *db, struct connection *lost, PGresult **result)
{
    pool_release(db->pool, lost);
    PQclear(*result);
    *result = NULL;
    return pool_acquire(db->pool, db->ctx);
}

struct connection *opening(struct db *db, bool begin, const struct step *statement, PGresult **result)
{
    struct batch batch;
    bool commits = !begin && !is_read(statement->sql);
    batch_fill(&batch, db, begin, statement);
    struct connection *c = pool_acquire(db->pool, db->ctx);
    if (!c)
        return NULL;
    enum exchange_end end = send_batch(db, c, &batch, result);
    if (end == EXCHANGE_REFUSED && sqlstate_is_stale_plan(result_field(*result, PG_DIAG_SQLSTATE)))
        end = prepare_anew(db, c, &batch, result);
    if (may_repeat(end, commits)) {
        c = elsewhere(db, c, result);
        end = c ? send_batch(db, c, &batch, result) : EXCHANGE_ENDED;
    }
    if (end == EXCHANGE_DONE)
        return c;
    give_back(db, c);
    refuse_end(db, end, commits, *result);
    return NULL;
}
