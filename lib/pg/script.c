/*
 * script: whole SQL texts. See script.h and run_script() in query.h.
 */
#include "pg/script.h"

#include "base/ctx.h"
#include "pg/connection.h"
#include "base/deadline.h"
#include "base/log.h"
#include "pg/pool_lending.h"
#include "pg/query.h"
#include "pg/sqlstate.h"

#include <stdlib.h>
#include <string.h>

/* lock_timeout stays short: while a script waits for a table's lock, every request behind it waits too. */
static const char script_mode_sql[] = "set statement_timeout = '1h'; set idle_in_transaction_session_timeout = 0";

static bool is_error(const PGresult *result)
{
    return PQresultStatus(result) == PGRES_FATAL_ERROR;
}

static bool is_copy(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

static void keep_one(PGresult **kept, PGresult *result)
{
    PGresult *other = *kept && is_error(*kept) ? result : *kept;
    *kept = other == result ? *kept : result;
    PQclear(other);
}

/* The first error, otherwise the last result; NULL when the connection is gone, or stuck in a COPY. */
static PGresult *receive(struct connection *c)
{
    int64_t deadline = deadline_in(SCRIPT_DEADLINE_MS);
    PGresult *kept = NULL, *result = NULL;
    enum arrival arrival;
    while ((arrival = connection_next(c, deadline, &result)) == ARRIVED && result) {
        keep_one(&kept, result);
        if (is_copy(kept))
            break;
    }
    if (kept && (is_error(kept) || (arrival == ARRIVED && !result)))
        return kept;
    PQclear(kept);
    return NULL;
}

/* The statement's position counts characters, from 1; 0 is unknown. */
static int line_of(const char *sql, const char *position)
{
    long characters = strtol(position, NULL, 10);
    if (characters == 0)
        return 0;
    int line = 1;
    for (const char *p = sql; *p; p++) {
        bool begins_character = ((unsigned char)*p & 0xC0) != 0x80;
        if (begins_character && --characters == 0)
            return line;
        line += *p == '\n';
    }
    return line;
}

static bool refuse_script(struct db *db, const char *name, const char *sql, const PGresult *error)
{
    if (!error)
        return fault(db->ctx, PROBLEM_UNAVAILABLE, "%s: the connection was lost, or the text has a COPY", name);
    const char *sqlstate = result_field(error, PG_DIAG_SQLSTATE);
    bool passing = !*sqlstate || sqlstate_meaning(sqlstate).kind == PROBLEM_UNAVAILABLE;
    const char *detail = result_field(error, PG_DIAG_MESSAGE_DETAIL), *context = result_field(error, PG_DIAG_CONTEXT);
    return fault(db->ctx, passing ? PROBLEM_UNAVAILABLE : PROBLEM_INTERNAL, "%s: line %d: %s %s%s%s%s%s", name,
                 line_of(sql, result_field(error, PG_DIAG_STATEMENT_POSITION)), sqlstate,
                 result_field(error, PG_DIAG_MESSAGE_PRIMARY), *detail ? "; " : "", detail, *context ? "; " : "", context);
}

static PGresult *answer(struct db *db, struct connection *c, const char *name, const char *sql, int sent)
{
    PGresult *result = sent ? receive(c) : NULL;
    if (result && !is_error(result))
        return result;
    refuse_script(db, name, sql, result);
    PQclear(result);
    return NULL;
}

bool script_run(struct db *db, struct connection *c, const char *name, const char *sql)
{
    PGresult *result = answer(db, c, name, sql, PQsendQuery(c->pg, sql));
    PQclear(result);
    return result != NULL;
}

PGresult *script_query(struct db *db, struct connection *c, const char *name, const struct step *step)
{
    int sent = PQsendQueryParams(c->pg, step->sql, step->count, NULL, step->params, NULL, NULL, 0);
    return answer(db, c, name, step->sql, sent);
}

static bool script_step(struct db *db, struct connection *c, const char *name, const struct step *step)
{
    PGresult *result = script_query(db, c, name, step);
    PQclear(result);
    return result != NULL;
}

static bool script_settings(struct db *db, struct connection *c, const char *name)
{
    for (int i = 0; i < db->setting_count; i++) {
        const char *params[] = {db->settings[i].name, db->settings[i].value};
        const struct step set = {"select set_config($1, $2, true)", 2, params};
        if (params[1] && !script_step(db, c, name, &set))
            return false;
    }
    return true;
}

bool script_transaction(struct db *db, struct connection *c, const char *name, const char *sql, const struct step *last)
{
    return script_run(db, c, name, "begin") && script_settings(db, c, name) && script_run(db, c, name, sql) &&
           (!last || script_step(db, c, name, last)) && script_run(db, c, name, "commit");
}

/* A script says with a warning what a person must know although it goes on. */
static void tell_warning(void *unused, const PGresult *notice)
{
    (void)unused;
    if (strcmp(result_field(notice, PG_DIAG_SEVERITY_NONLOCALIZED), "WARNING") == 0)
        log_say(LOG_WARN, "script", "%s", result_field(notice, PG_DIAG_MESSAGE_PRIMARY));
}

struct connection *script_connection(struct db *db)
{
    struct connection *c = pool_acquire(db->pool, db->ctx);
    if (!c)
        return NULL;
    c->spoiled = true;
    PQsetNoticeReceiver(c->pg, tell_warning, NULL);
    if (PQexitPipelineMode(c->pg) && script_run(db, c, "script mode", script_mode_sql))
        return c;
    fault(db->ctx, PROBLEM_INTERNAL, "script mode: %s", PQerrorMessage(c->pg));
    pool_release(db->pool, c);
    return NULL;
}

bool run_script(struct db *db, const char *sql)
{
    struct connection *c = script_connection(db);
    bool done = c && script_transaction(db, c, "script", sql, NULL);
    pool_release(db->pool, c);
    return done;
}
