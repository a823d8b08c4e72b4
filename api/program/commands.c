/* commands: migrate, seed, check-config, openapi; see commands.h. The token command has a file of its own. */
#include "program/commands.h"

#include "auth/token.h"
#include "base/arena.h"
#include "base/ctx.h"
#include "pg/pool.h"
#include "pg/query.h"
#include "program/checks.h"
#include "program/config.h"
#include "program/embedded.h"
#include "program/findings.h"
#include "program/migrations.h"
#include "program/probe.h"
#include "routes.h"

#include <stdio.h>
#include <string.h>

enum { WHY_SIZE = 512, LONG_STATEMENT_MS = 600000 };

/* The database session of a command: one connection, long time limits. */
struct work {
    struct config config;
    struct arena *arena;
    struct ctx ctx;
    struct pool *pool;
    struct db db;
};

static bool work_begin(struct work *w)
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

static int work_end(struct work *w, bool is_done)
{
    if (!is_done)
        fprintf(stderr, "tdkt: %s\n", w->ctx.problem.log ? w->ctx.problem.log : problem_title(w->ctx.problem.kind, LANG_EN));
    arena_free(w->arena);
    pool_free(w->pool);
    config_free(&w->config);
    return is_done ? 0 : 1;
}

/* Stores TDKT_LIVE_ON and TDKT_TIME_ZONE in the database. A setting that is not given changes nothing. */
static bool keep_installation(struct work *w)
{
    static const char sql[] = "update installation\n"
                              "set live_on = coalesce(nullif($1, '')::date, live_on),\n"
                              "    time_zone = coalesce(nullif($2, ''), time_zone)\n"
                              "where nullif($1, '')::date <> live_on or nullif($2, '') <> time_zone";
    const char *params[] = {w->config.live_on, w->config.time_zone};
    if (query(&w->db, sql, 2, params))
        return true;
    if (strcmp(w->db.violated.sqlstate, "22023") == 0) /* invalid_parameter_value, of "at time zone" */
        w->ctx.problem.log = "TDKT_TIME_ZONE names no time zone that PostgreSQL knows";
    return false;
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
static bool may_own(struct work *w)
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

int command_migrate(int argc, char **argv)
{
    struct work w = {0};
    int applied = 0;
    (void)argv;
    if (argc > 1)
        return 2;
    if (!work_begin(&w))
        return 1;
    bool is_done = may_own(&w) && migrations_apply(&w.db, &applied) && keep_installation(&w);
    if (is_done)
        printf("%d migrations applied, schema at %zu\n", applied, embedded_migration_count);
    return work_end(&w, is_done);
}

static bool tell_file(struct work *w, const char *name)
{
    if (w->ctx.problem.log)
        w->ctx.problem.log = arena_printf(w->arena, "%s: %s", name, w->ctx.problem.log);
    return false;
}

static bool run_files(struct work *w, const struct embedded *files, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!run_script(&w->db, files[i].text))
            return tell_file(w, files[i].name);
    return true;
}

int command_seed(int argc, char **argv)
{
    bool demonstration = argc == 2 && strcmp(argv[1], "--demonstration") == 0;
    struct work w = {0};
    if (argc > 2 || (argc == 2 && !demonstration))
        return 2;
    if (!work_begin(&w))
        return 1;
    bool is_done = run_files(&w, embedded_reference, embedded_reference_count);
    if (is_done && demonstration)
        is_done = run_files(&w, embedded_demonstration, embedded_demonstration_count);
    if (is_done)
        printf("%s\n", demonstration ? "reference and demonstration data loaded" : "reference data loaded");
    return work_end(&w, is_done);
}

static int ask_running(void)
{
    struct config config;
    char why[WHY_SIZE];
    bool is_ready = config_read(&config, why, sizeof why) && probe_ready(config.admin_listen, why, sizeof why);
    config_free(&config);
    if (is_ready)
        puts("ready");
    else
        fprintf(stderr, "tdkt: %s\n", why);
    return is_ready ? 0 : 1;
}

static int check_all(void)
{
    static struct findings findings;
    struct config config;
    struct verifier *verifier = NULL;
    config_read_all(&config, &findings);
    checks_run(&config, CHECKS_TO_TELL, &findings, &verifier);
    verifier_free(verifier);
    config_free(&config);
    for (size_t i = 0; i < findings.count; i++)
        fprintf(stderr, "tdkt: %s%s\n", findings.lines[i].is_warning ? "warning: " : "", findings.lines[i].text);
    int status = findings_status(&findings, true);
    if (status == 0)
        puts("the configuration is sound");
    return status;
}

int command_check_config(int argc, char **argv)
{
    if (argc > 2 || (argc == 2 && strcmp(argv[1], "--ready") != 0))
        return 2;
    return argc == 2 ? ask_running() : check_all();
}

int command_openapi(int argc, char **argv)
{
    const char *form = argc == 2 ? argv[1] : "";
    if (argc == 1)
        fputs(embedded_openapi_yaml.text, stdout);
    else if (strcmp(form, "--json") == 0)
        fputs(embedded_openapi_json.text, stdout);
    else if (strcmp(form, "--routes") == 0)
        routes_print(stdout);
    else
        return 2;
    return 0;
}
