/*
 * login: the check of every new connection of a serving pool. See login.h.
 */
#include "pg/login.h"

#include "base/arena.h"
#include "base/ctx.h"
#include "pg/connection.h"
#include "pg/exchange.h"

#include <stdlib.h>
#include <string.h>

/*
 * session_user, because "set role" can always be undone; 'member', because a member can become the role. The two settings
 * are among those that conninfo.c sends with the start-up packet.
 */
static const char question_sql[] =
    "select exists (select from pg_catalog.pg_roles r"
    " where (r.rolsuper or r.rolbypassrls) and pg_has_role(session_user, r.oid, 'member'))"
    " or exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
    " where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm')"
    " and pg_has_role(session_user, c.relowner, 'member')),"
    " session_user,"
    " has_database_privilege(session_user, current_database(), 'temporary'),"
    " format('revoke temporary on database %I from public, %I', current_database(), session_user),"
    " pg_backend_pid(),"
    " current_setting('plan_cache_mode') = 'force_generic_plan' and current_setting('lock_timeout') = '3s'";

enum { POWERFUL, LOGIN, TEMPORARY, REVOKE, PROCESS, IN_FORCE };

static bool says(const PGresult *result, int column)
{
    return strcmp(PQgetvalue(result, 0, column), "t") == 0;
}

static bool refuse_login(struct ctx *ctx, const PGresult *result)
{
    const char *login = PQgetvalue(result, 0, LOGIN);
    if (says(result, POWERFUL))
        return fault(
            ctx, PROBLEM_INTERNAL,
            "the database login \"%s\" is refused: it is superuser, bypasses row security, owns tables, or may "
            "become a role that does",
            login);
    return fault(
        ctx, PROBLEM_INTERNAL,
        "the database login \"%s\" is refused: it may make temporary tables, which can stand in for ours; as the "
        "owner of the database run: %s",
        login, PQgetvalue(result, 0, REVOKE));
}

/* A pooler stands between us and PostgreSQL: another process answers than the one we connected to, or our settings are missing. */
static bool refuse_pooler(struct ctx *ctx)
{
    return fault(
        ctx, PROBLEM_INTERNAL,
        "a connection pooler stands before the database and does not keep the session: prepared statements, time "
        "limits and settings would be lost or another's; connect to PostgreSQL itself, the service has a pool of its "
        "own");
}

static bool judge(struct ctx *ctx, const struct connection *c, enum exchange_end end, const PGresult *result)
{
    if (end != EXCHANGE_DONE)
        return fault(ctx, PROBLEM_UNAVAILABLE, "the database did not say what its login may do: %s",
                     result_field(result, PG_DIAG_MESSAGE_PRIMARY));
    bool is_direct = strtol(PQgetvalue(result, 0, PROCESS), NULL, 10) == PQbackendPID(c->pg);
    if (!is_direct || !says(result, IN_FORCE))
        return refuse_pooler(ctx);
    if (says(result, POWERFUL) || says(result, TEMPORARY))
        return refuse_login(ctx, result);
    return true;
}

bool login_is_fit(struct ctx *ctx, struct connection *c, int64_t deadline)
{
    PGresult *result = NULL;
    enum exchange_end end = exchange(c, &(struct step){.sql = question_sql}, 1, deadline, &result);
    bool fit = judge(ctx, c, end, result);
    PQclear(result);
    return fit;
}
