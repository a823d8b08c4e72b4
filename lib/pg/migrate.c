/*
 * migrate: bringing the schema up to date. See migrate.h.
 *
 * The lock is tried again and again, not waited for inside the server: a waiting statement holds a snapshot, and a
 * "create index concurrently" of the run that has the lock would wait for that snapshot.
 */
#include "pg/migrate.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/ctx.h"
#include "pg/connection.h"
#include "base/deadline.h"
#include "pg/definitions.h"
#include "pg/pool_lending.h"
#include "pg/query.h"
#include "pg/script.h"

#include <string.h>
#include <unistd.h>

enum { LOCK_WAIT_MS = 600 * 1000, LOCK_PAUSE_US = 100 * 1000 };

/* The number spells "tdkt"; released when the connection closes. */
static const char lock_sql[] = "select pg_try_advisory_lock(1952738164)";

static const char table_sql[] = "create table if not exists schema_migration (\n"
                                "    number integer constraint schema_migration_pkey primary key,\n"
                                "    name text not null,\n"
                                "    sha256 text not null,\n"
                                "    applied_at timestamptz not null default now()\n"
                                ");\n"
                                "grant select on schema_migration to public";

/* Looks for the column first: "add column if not exists" locks out every reader of the table, even when it adds nothing. */
static const char kind_sql[] =
    "do $$ begin\n"
    "    if not exists (select from pg_attribute\n"
    "                   where attrelid = 'schema_migration'::regclass and attname = 'kind') then\n"
    "        alter table schema_migration add column kind text not null default 'contract'\n"
    "            constraint schema_migration_kind_check check (kind in ('expand', 'backfill', 'contract'));\n"
    "    end if;\n"
    "end $$";

static bool numbers_are_contiguous(struct ctx *ctx, const struct migration *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].number != (int)i + 1)
            return fault(ctx, PROBLEM_INTERNAL, "migration %s has number %d where %zu is due", list[i].name,
                         list[i].number, i + 1);
    return true;
}

static bool try_lock(struct db *db, struct connection *c, bool *locked)
{
    PGresult *result = script_query(db, c, "migration lock", &(struct step){.sql = lock_sql});
    *locked = result && strcmp(PQgetvalue(result, 0, 0), "t") == 0;
    PQclear(result);
    return result != NULL;
}

static bool lock(struct db *db, struct connection *c)
{
    int64_t deadline = deadline_in(LOCK_WAIT_MS);
    bool locked = false;
    while (try_lock(db, c, &locked)) {
        if (locked)
            return true;
        if (deadline_left(deadline) == 0)
            return fault(db->ctx, PROBLEM_UNAVAILABLE, "another migration has been running for ten minutes");
        usleep(LOCK_PAUSE_US);
    }
    return false;
}

static bool fits(struct ctx *ctx, const PGresult *applied, int row, const struct migration *m)
{
    const char *number = PQgetvalue(applied, row, 0), *name = PQgetvalue(applied, row, 1);
    if (strcmp(number, arena_printf(ctx->arena, "%d", m->number)) != 0)
        return fault(ctx, PROBLEM_INTERNAL, "the database lacks migration %s but has %s", m->name, name);
    if (strcmp(PQgetvalue(applied, row, 2), m->sha256) != 0)
        return fault(ctx, PROBLEM_INTERNAL, "migration %s was changed after it was applied", m->name);
    return true;
}

/* Checks a migration that a newer program added. */
static bool is_compatible(struct ctx *ctx, const PGresult *applied, int row)
{
    if (strcmp(PQgetvalue(applied, row, 3), "contract") != 0)
        return true;
    return fault(ctx, PROBLEM_INTERNAL, "the database is ahead of this program: it has migration %s",
                 PQgetvalue(applied, row, 1));
}

static bool all_fit(struct ctx *ctx, const PGresult *applied, const struct migration *list, size_t count)
{
    for (int row = 0; row < PQntuples(applied); row++) {
        bool is_ours = (size_t)row < count;
        if (!(is_ours ? fits(ctx, applied, row, &list[row]) : is_compatible(ctx, applied, row)))
            return false;
    }
    return true;
}

/* *done: how many of the list the database has. */
static bool check_applied(struct db *db, struct connection *c, const struct migration *list, size_t count, size_t *done)
{
    const struct step all = {.sql = "select number, name, sha256, kind from schema_migration order by number"};
    PGresult *applied = script_query(db, c, "schema_migration", &all);
    if (!applied)
        return false;
    *done = (size_t)PQntuples(applied);
    bool fit = all_fit(db->ctx, applied, list, count);
    PQclear(applied);
    return fit;
}

static bool needs_no_transaction(const struct migration *m)
{
    static const char mark[] = "-- no-transaction";
    return strncmp(m->sql, mark, sizeof mark - 1) == 0;
}

const char *migration_kind(const struct migration *m)
{
    static const char mark[] = "-- kind: ";
    static const char *const kinds[] = {"expand", "backfill", "contract"};
    const char *line = m->sql;
    while (line && strncmp(line, "--", 2) == 0 && strncmp(line, mark, sizeof mark - 1) != 0) {
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    if (!line || strncmp(line, mark, sizeof mark - 1) != 0)
        return "contract";
    line += sizeof mark - 1;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strncmp(line, kinds[i], strlen(kinds[i])) == 0 && line[strlen(kinds[i])] == '\n')
            return kinds[i];
    return NULL;
}

static bool apply(struct db *db, struct connection *c, const struct migration *m)
{
    const char *kind = migration_kind(m);
    if (!kind)
        return fault(db->ctx, PROBLEM_INTERNAL, "migration %s: its kind is none of expand, backfill, contract",
                     m->name);
    const char *name = arena_printf(db->ctx->arena, "migration %s", m->name);
    const char *sql = arena_strndup(db->ctx->arena, m->sql, m->length);
    const char *number = arena_printf(db->ctx->arena, "%d", m->number);
    const struct step record = {"insert into schema_migration (number, name, sha256, kind) values ($1, $2, $3, $4)", 4,
                                (const char *const[]){number, m->name, m->sha256, kind}};
    if (!needs_no_transaction(m))
        return script_transaction(db, c, name, sql, &record);
    PGresult *recorded = script_run(db, c, name, sql) ? script_query(db, c, name, &record) : NULL;
    PQclear(recorded);
    return recorded != NULL;
}

static const char is_old_sql[] = "select exists (select from schema_migration where number = $1 and sha256 = $2)";

static const char forget_old_sql[] = "delete from schema_migration";

static const char enter_sql[] =
    "insert into schema_migration (number, name, sha256, kind)"
    " select m.number, m.name, m.sha256, m.kind from json_to_recordset($1)"
    " as m (number integer, name text, sha256 text, kind text)";

/* *is: the database has all of the old numbering, whose files made the same as the first of today's would. */
static bool is_old(struct db *db, struct connection *c, const struct old_numbering *old, bool *is)
{
    *is = false;
    if (old->last == 0)
        return true;
    const char *params[] = {arena_printf(db->ctx->arena, "%d", old->last), old->sha256};
    PGresult *result = script_query(db, c, "old numbering", &(struct step){is_old_sql, 2, params});
    *is = result && strcmp(PQgetvalue(result, 0, 0), "t") == 0;
    PQclear(result);
    return result != NULL;
}

static const char *as_json(struct arena *a, const struct migration *list, size_t count)
{
    struct buf rows;
    buf_init(&rows, a, 64 * 1024);
    for (size_t i = 0; i < count; i++)
        buf_addf(&rows, "%s{\"number\":%d,\"name\":\"%s\",\"sha256\":\"%s\",\"kind\":\"%s\"}", i ? "," : "[",
                 list[i].number, list[i].name, list[i].sha256, migration_kind(&list[i]));
    buf_addc(&rows, ']');
    return rows.text;
}

static bool renumber(struct db *db, struct connection *c, const struct schema *schema)
{
    bool is = false;
    if (!is_old(db, c, &schema->old, &is))
        return false;
    const char *params[] = {as_json(db->ctx->arena, schema->migrations, schema->old.replaced_by)};
    const struct step enter = {enter_sql, 1, params};
    return !is || script_transaction(db, c, "new numbering", forget_old_sql, &enter);
}

static bool apply_missing(struct db *db, struct connection *c, const struct schema *schema, int *applied)
{
    size_t done = 0;
    if (!check_applied(db, c, schema->migrations, schema->migration_count, &done))
        return false;
    for (size_t i = done; i < schema->migration_count; i++) {
        if (!apply(db, c, &schema->migrations[i]))
            return false;
        ++*applied;
    }
    return done > schema->migration_count || definitions_apply(db, c, schema, *applied > 0);
}

static bool bring_up(struct db *db, struct connection *c, const struct schema *schema, int *applied)
{
    return lock(db, c) && script_run(db, c, "schema_migration", table_sql) && script_run(db, c, "schema_migration", kind_sql) &&
           renumber(db, c, schema) && apply_missing(db, c, schema, applied);
}

bool migrate_up(struct db *db, const struct schema *schema, int *applied)
{
    *applied = 0;
    if (!numbers_are_contiguous(db->ctx, schema->migrations, schema->migration_count))
        return false;
    struct connection *c = script_connection(db);
    bool done = c && bring_up(db, c, schema, applied);
    pool_release(db->pool, c);
    return done;
}
