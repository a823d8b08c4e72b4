/*
 * schema_state: see schema_state.h.
 *
 * to_jsonb(), because a table made by an older program has no column kind; all of its migrations count as contract.
 */
#include "pg/schema_state.h"

#include "base/arena.h"
#include "base/ctx.h"
#include "pg/query.h"

#include <string.h>

static const char is_there_sql[] =
    "select to_regclass('schema_migration') is not null, to_regclass('schema_definition') is not null";

static const char state_sql[] =
    "select coalesce(max(number), 0),"
    " coalesce(max(number) filter (where coalesce(to_jsonb(m) ->> 'kind', 'contract') = 'contract'), 0),"
    " coalesce(max(sha256) filter (where number = $1), '')"
    " from schema_migration m";

static const char definitions_sql[] =
    "select exists (select from schema_definition where name = 'all' and sha256 = $1)";

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

static bool read_migrations(struct db *db, const struct migration *last, struct schema_state *state)
{
    const char *params[] = {arena_printf(db->ctx->arena, "%d", last->number)};
    struct rows *rows = query(db, state_sql, 1, params);
    if (!rows)
        return false;
    state->stands_at = (int)rows_int(rows, 0, 0);
    state->compatible_from = (int)rows_int(rows, 0, 1);
    state->fit = judge(state, rows_text(rows, 0, 2), last);
    return true;
}

/* A schema that is ahead has later definitions, and may never have had this program's. */
static bool read_definitions(struct db *db, const struct schema *schema, bool is_there, struct schema_state *state)
{
    const struct migration *last = &schema->migrations[schema->migration_count - 1];
    if (state->fit != SCHEMA_FITS || state->stands_at > last->number || schema->definition_count == 0)
        return true;
    struct rows *rows = is_there ? query(db, definitions_sql, 1, &schema->definitions_sha256) : NULL;
    if (is_there && !rows)
        return false;
    if (!rows || !rows_bool(rows, 0, 0))
        state->fit = SCHEMA_UNLIKE;
    return true;
}

bool schema_state_read(struct db *db, const struct schema *schema, struct schema_state *state)
{
    *state = (struct schema_state){.fit = SCHEMA_ABSENT};
    struct rows *there = query(db, is_there_sql, 0, NULL);
    if (!there || !rows_bool(there, 0, 0))
        return there != NULL;
    return read_migrations(db, &schema->migrations[schema->migration_count - 1], state) &&
           read_definitions(db, schema, rows_bool(there, 0, 1), state);
}
