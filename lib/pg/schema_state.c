/*
 * schema_state: see schema_state.h.
 *
 * to_jsonb(): a table made by an older program has no column kind; everything in it counts as contract.
 */
#include "pg/schema_state.h"

#include "base/arena.h"
#include "base/ctx.h"
#include "pg/query.h"

#include <string.h>

static const char is_there_sql[] = "select to_regclass('schema_migration') is not null";

static const char state_sql[] =
    "select coalesce(max(number), 0),"
    " coalesce(max(number) filter (where coalesce(to_jsonb(m) ->> 'kind', 'contract') = 'contract'), 0),"
    " coalesce(max(sha256) filter (where number = $1), '')"
    " from schema_migration m";

static enum schema_fit judge(const struct schema_state *state, const char *sha256, const struct migration *last)
{
    if (state->stands_at == 0)
        return SCHEMA_ABSENT;
    if (state->stands_at < last->number)
        return SCHEMA_BEHIND;
    if (strcmp(sha256, last->sha256) != 0)
        return SCHEMA_OTHER;
    return state->compatible_from > last->number ? SCHEMA_AHEAD : SCHEMA_FITS;
}

bool schema_state_read(struct db *db, const struct migration *list, size_t count, struct schema_state *state)
{
    const struct migration *last = &list[count - 1];
    const char *params[] = {arena_printf(db->ctx->arena, "%d", last->number)};
    *state = (struct schema_state){.fit = SCHEMA_ABSENT};
    struct rows *there = query(db, is_there_sql, 0, NULL);
    if (!there || !rows_bool(there, 0, 0))
        return there != NULL;
    struct rows *rows = query(db, state_sql, 1, params);
    if (!rows)
        return false;
    state->stands_at = (int)rows_int(rows, 0, 0);
    state->compatible_from = (int)rows_int(rows, 0, 1);
    state->fit = judge(state, rows_text(rows, 0, 2), last);
    return true;
}
