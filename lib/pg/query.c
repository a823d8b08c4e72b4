/*
 * query: one statement in a transaction of its own. See query.h.
 */
#include "pg/query.h"

#include "base/ctx.h"
#include "pg/opening.h"
#include "pg/pool_lending.h"
#include "pg/rows.h"

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

struct rows *query(struct db *db, const char *sql, int count, const char *const *params)
{
    const struct step statement = {.sql = sql, .count = count, .params = params};
    PGresult *result = NULL;
    struct connection *c = opening(db, false, &statement, &result);
    if (!c)
        return NULL;
    pool_release(db->pool, c);
    return rows_own(db->ctx->arena, result);
}
