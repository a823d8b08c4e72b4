/*
 * sqlstate: the table from SQLSTATE to problem. See sqlstate.h.
 *
 * TD001 to TD005 are for our own rules, raised by refuse() (schema/functions/02_refusal): the message is the sentence in
 * Vietnamese, the hint the one in English, the constraint the rule's code, the column the JSON member. The detail of
 * TD002 is a JSON object of members for the problem (current_state, allowed), or empty. The detail of TD005 has
 * three numbers: seconds to wait, how many are allowed, within how many seconds.
 */
#include "pg/sqlstate.h"

#include "base/arena.h"
#include "base/ctx.h"
#include "pg/connection.h"
#include "pg/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* First match wins; a prefix stands for all codes that begin with it. */
static const struct {
    const char *prefix;
    struct meaning meaning;
} table[] = {
    {"23505", {PROBLEM_CONFLICT, 0}},          /* unique_violation */
    {"23503", {PROBLEM_CONFLICT, 0}},          /* foreign_key_violation */
    {"23001", {PROBLEM_CONFLICT, 0}},          /* restrict_violation */
    {"23P01", {PROBLEM_CONFLICT, 0}},          /* exclusion_violation */
    {"23514", {PROBLEM_INVALID, 0}},           /* check_violation */
    {"23502", {PROBLEM_INVALID, 0}},           /* not_null_violation */
    {"22", {PROBLEM_INVALID, 0}},              /* data exception */
    {"TD001", {PROBLEM_INVALID, 0}},           /* our rule: bad input */
    {"TD002", {PROBLEM_CONFLICT, 0}},          /* our rule: the state does not allow it */
    {"TD003", {PROBLEM_STALE, 0}},             /* our rule: the row has changed since it was read */
    {"TD004", {PROBLEM_FORBIDDEN, 0}},         /* our rule: not this caller */
    {"TD005", {PROBLEM_TOO_MANY_REQUESTS, 0}}, /* our rule: this caller, but not so often */
    {"42501", {PROBLEM_FORBIDDEN, 0}},         /* insufficient_privilege, row security's check */
    {"40001", {PROBLEM_UNAVAILABLE, 1}},       /* serialization_failure */
    {"40P01", {PROBLEM_UNAVAILABLE, 1}},       /* deadlock_detected */
    {"55P03", {PROBLEM_UNAVAILABLE, 1}},       /* lock_not_available */
    {"57014", {PROBLEM_UNAVAILABLE, 1}},       /* query_canceled: statement_timeout */
    {"25006", {PROBLEM_UNAVAILABLE, 1}},       /* read_only_sql_transaction: demoted */
    {"26000", {PROBLEM_UNAVAILABLE, 1}},       /* invalid_sql_statement_name: forgotten by the server */
    {"25P03", {PROBLEM_UNAVAILABLE, 1}},       /* idle_in_transaction_session_timeout */
    {"57P0", {PROBLEM_UNAVAILABLE, 1}},        /* shutdown, starting up, database dropped */
    {"53", {PROBLEM_UNAVAILABLE, 2}},          /* insufficient resources */
    {"08", {PROBLEM_UNAVAILABLE, 1}},          /* connection exception */
};

static bool has_prefix(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

struct meaning sqlstate_meaning(const char *sqlstate)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (has_prefix(sqlstate, table[i].prefix))
            return table[i].meaning;
    return (struct meaning){.kind = PROBLEM_INTERNAL};
}

bool sqlstate_ends_connection(const char *sqlstate)
{
    return has_prefix(sqlstate, "08") || has_prefix(sqlstate, "57P0") || strcmp(sqlstate, "25006") == 0 ||
           strcmp(sqlstate, "25P03") == 0;
}

bool sqlstate_is_stale_plan(const char *sqlstate)
{
    return strcmp(sqlstate, "26000") == 0 || strcmp(sqlstate, "0A000") == 0;
}

static void fill_violated(struct violated *v, struct arena *a, const PGresult *error)
{
    *v = (struct violated){0};
    snprintf(v->sqlstate, sizeof v->sqlstate, "%s", result_field(error, PG_DIAG_SQLSTATE));
    v->constraint = arena_strdup(a, result_field(error, PG_DIAG_CONSTRAINT_NAME));
    v->table = arena_strdup(a, result_field(error, PG_DIAG_TABLE_NAME));
    v->column = arena_strdup(a, result_field(error, PG_DIAG_COLUMN_NAME));
    if (!has_prefix(v->sqlstate, "TD"))
        return;
    v->hint_vi = arena_strdup(a, result_field(error, PG_DIAG_MESSAGE_PRIMARY));
    v->hint_en = arena_strdup(a, result_field(error, PG_DIAG_MESSAGE_HINT));
    if (strcmp(v->sqlstate, "TD002") == 0)
        v->state = arena_strdup(a, result_field(error, PG_DIAG_MESSAGE_DETAIL));
}

/* 0 when the text has no more numbers. */
static int next_number(const char **text)
{
    char *end;
    long number = strtol(*text, &end, 10);
    *text = end;
    return (int)number;
}

/* Returns false. */
static bool refuse_by_rule(struct db *db, struct meaning m, const PGresult *error)
{
    fail_by_rule(db->ctx, m.kind, db->violated.constraint, db->violated.hint_vi, db->violated.hint_en);
    if (m.kind != PROBLEM_TOO_MANY_REQUESTS)
        return false;
    const char *detail = result_field(error, PG_DIAG_MESSAGE_DETAIL);
    db->ctx->problem.retry_after = next_number(&detail);
    db->violated.quota = next_number(&detail);
    db->violated.window = next_number(&detail);
    return false;
}

bool refuse(struct db *db, const PGresult *error)
{
    fill_violated(&db->violated, db->ctx->arena, error);
    const char *sqlstate = db->violated.sqlstate;
    struct meaning m = *sqlstate ? sqlstate_meaning(sqlstate) : (struct meaning){PROBLEM_UNAVAILABLE, 1};
    if (db->violated.hint_vi)
        return refuse_by_rule(db, m, error);
    if (problem_status(m.kind) < 500)
        return fail(db->ctx, m.kind);
    const char *message = result_field(error, PG_DIAG_MESSAGE_PRIMARY);
    fault(db->ctx, m.kind, "database error %s: %s", *sqlstate ? sqlstate : "-",
          *message ? message : "the connection was lost");
    db->ctx->problem.retry_after = m.retry_after;
    return false;
}
