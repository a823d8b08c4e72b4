/*
 * login: the question put to every new connection of a serving pool. See login.h.
 */
#include "pg/login.h"

#include "base/ctx.h"
#include "pg/connection.h"
#include "pg/exchange.h"

#include <string.h>

/* session_user, as "set role" can always be undone; 'member', as a member can become the role. */
static const char too_powerful_sql[] =
    "select exists (select from pg_catalog.pg_roles r"
    " where (r.rolsuper or r.rolbypassrls) and pg_has_role(session_user, r.oid, 'member'))"
    " or exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
    " where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm')"
    " and pg_has_role(session_user, c.relowner, 'member')), session_user";

static bool judge(struct ctx *ctx, enum exchange_end end, const PGresult *result)
{
    if (end != EXCHANGE_DONE)
        return fault(ctx, PROBLEM_UNAVAILABLE, "the database did not say what its login may do: %s",
                     result_field(result, PG_DIAG_MESSAGE_PRIMARY));
    if (strcmp(PQgetvalue(result, 0, 0), "f") == 0)
        return true;
    return fault(ctx, PROBLEM_INTERNAL,
                 "the database login \"%s\" is refused: it is superuser, bypasses row security, owns tables, or may "
                 "become a role that does",
                 PQgetvalue(result, 0, 1));
}

bool login_is_fit(struct ctx *ctx, struct connection *c, int64_t deadline)
{
    PGresult *result = NULL;
    enum exchange_end end = exchange(c, &(struct step){.sql = too_powerful_sql}, 1, deadline, &result);
    bool fit = judge(ctx, end, result);
    PQclear(result);
    return fit;
}
