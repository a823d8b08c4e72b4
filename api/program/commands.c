/* commands: migrate, seed, check-config, openapi; see commands.h. The commands token and load-units have files of their own. */
#include "program/commands.h"

#include "auth/token.h"
#include "base/arena.h"
#include "pg/query.h"
#include "program/checks.h"
#include "program/config.h"
#include "program/embedded.h"
#include "program/findings.h"
#include "program/migrations.h"
#include "program/probe.h"
#include "program/work.h"
#include "routes.h"

#include <stdio.h>
#include <string.h>

enum { WHY_SIZE = 512 };

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

int command_migrate(int argc, char **argv)
{
    struct work w = {0};
    int applied = 0;
    (void)argv;
    if (argc > 1)
        return 2;
    if (!work_begin(&w))
        return 1;
    bool is_done = work_may_own(&w) && migrations_apply(&w.db, &applied) && keep_installation(&w);
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

/* By these settings the database knows the rows of the seed, and those that this seeding has written: functions/06_seed. */
static bool begin_seeding(struct work *w)
{
    struct rows *now = query(&w->db, "select clock_timestamp()", 0, NULL);
    if (!now)
        return false;
    db_set(&w->db, "tdkt.request_id", "seed");
    db_set(&w->db, "tdkt.seeding_since", rows_text(now, 0, 0));
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
    bool is_done = begin_seeding(&w) && run_files(&w, embedded_reference, embedded_reference_count);
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
