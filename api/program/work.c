/* work: see work.h. */
#include "program/work.h"

#include "base/arena.h"
#include "pg/pool.h"

#include <stdio.h>
#include <string.h>

enum { WHY_SIZE = 512, LONG_STATEMENT_MS = 600000 };

bool work_begin(struct work *w)
{
    char why[WHY_SIZE];
    if (!config_read(&w->config, why, sizeof why)) {
        fprintf(stderr, "tdkt: %s\n", why);
        return false;
    }
    w->arena = arena_new();
    ctx_init(&w->ctx, w->arena);
    w->pool = pool_new(&(struct pool_config){.url = w->config.database_url,
                                             .size = 1,
                                             .acquire_timeout_ms = 10000,
                                             .connect_timeout_ms = 10000,
                                             .statement_timeout_ms = LONG_STATEMENT_MS});
    db_init(&w->db, &w->ctx, w->pool);
    return true;
}

int work_end(struct work *w, bool is_done)
{
    if (!is_done)
        fprintf(stderr, "tdkt: %s\n", w->ctx.problem.log ? w->ctx.problem.log : problem_title(w->ctx.problem.kind, LANG_EN));
    arena_free(w->arena);
    pool_free(w->pool);
    config_free(&w->config);
    return is_done ? 0 : 1;
}

static bool refuse_owner(struct work *w, const char *user, const char *owner)
{
    return fault(&w->ctx, PROBLEM_INTERNAL,
                 "the tables belong to %s, and %s must not add its own: log in as %s, or put options='-c role=%s' into DATABASE_URL",
                 owner, user, owner, owner);
}

static bool refuse_superuser(struct work *w, const char *user, bool is_bootstrapped)
{
    static const char log_in[] = "log in as tdkt_owner, or put options='-c role=tdkt_owner' into DATABASE_URL",
                      bootstrap[] = "run schema/bootstrap.sql, which makes the role tdkt_owner, and migrate as that";
    return fault(&w->ctx, PROBLEM_INTERNAL, "%s is a superuser and must not own the tables: %s", user,
                 is_bootstrapped ? log_in : bootstrap);
}

/*
 * The login that makes the tables owns them. Functions of a superuser would run with a superuser's rights, and neither of two owners
 * could migrate all tables. If a superuser owns the tables already, it may go on: that makes nothing worse.
 */
bool work_may_own(struct work *w)
{
    static const char sql[] = "select current_user, r.rolsuper, coalesce(t.tableowner, ''),"
                              " exists (select from pg_roles where rolname = 'tdkt_owner')"
                              " from pg_roles r"
                              " left join pg_tables t on t.tablename = 'schema_migration' and t.schemaname = current_schema()"
                              " where r.rolname = current_user";
    struct rows *rows = query(&w->db, sql, 0, NULL);
    if (!rows)
        return false;
    const char *user = rows_text(rows, 0, 0), *owner = rows_text(rows, 0, 2);
    if (*owner)
        return strcmp(owner, user) == 0 || refuse_owner(w, user, owner);
    return !rows_bool(rows, 0, 1) || refuse_superuser(w, user, rows_bool(rows, 0, 3));
}
