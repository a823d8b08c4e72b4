/*
 * query: one statement in a transaction of its own. See query.h.
 */
#include "pg/query.h"

#include "base/ctx.h"
#include "pg/opening.h"
#include "pg/pool_lending.h"
#include "pg/rows.h"
#include "pg/shorts_private.h"

#include <stdlib.h>

void db_init(struct db *db, struct ctx *ctx, struct pool *pool)
{
    *db = (struct db){.ctx = ctx, .pool = pool, .violated = {.constraint = "", .table = "", .column = ""}};
}

void db_set(struct db *db, const char *name, const char *value)
{
    if (db->setting_count == DB_MAX_SETTINGS)
        abort();
    db->settings[db->setting_count++] = (struct setting){.name = name, .value = value};
}

static struct rows *query_shortly(struct db *db, const struct step *statement)
{
    PGresult *result = NULL;
    enum exchange_end end;
    if (!shorts_ask(db, statement, &end, &result)) {
        db->must_be_alone = true;
        fault(db->ctx, PROBLEM_UNAVAILABLE, "a short read could not be answered together with others");
        return NULL;
    }
    if (end == EXCHANGE_DONE)
        return rows_own(db->ctx->arena, result);
    refuse_end(db, end, false, result);
    return NULL;
}

struct rows *query(struct db *db, const char *sql, int count, const char *const *params)
{
    const struct step statement = {.sql = sql, .count = count, .params = params};
    if (db->shorts)
        return query_shortly(db, &statement);
    PGresult *result = NULL;
    struct connection *c = opening(db, false, &statement, &result);
    if (!c)
        return NULL;
    pool_release(db->pool, c);
    return rows_own(db->ctx->arena, result);
}
