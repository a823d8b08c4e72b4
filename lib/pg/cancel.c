/* cancel: see cancel.h. It opens its own connection, because the others are busy. */
#include "pg/cancel.h"

#include "base/arena.h"
#include "base/ctx.h"
#include "pg/connection.h"
#include "base/deadline.h"
#include "pg/exchange.h"

static const char cancel_sql[] = "select pg_cancel_backend(pid) from pg_stat_activity"
                                 " where pid = any ($1::integer[]) and usename = session_user and state <> 'idle'";

void cancel_processes(const struct conninfo *info, const char *processes, int milliseconds)
{
    struct arena *a = arena_new();
    struct ctx ctx;
    ctx_init(&ctx, a);
    int64_t deadline = deadline_in(milliseconds);
    struct connection *c = connection_open(&ctx, info, deadline);
    PGresult *ignored = NULL;
    if (c)
        exchange(c, &(struct step){.sql = cancel_sql, .count = 1, .params = &processes}, 1, deadline, &ignored);
    PQclear(ignored);
    connection_close(c);
    arena_free(a);
}
