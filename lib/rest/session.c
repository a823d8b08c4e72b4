/* session: see session.h. */
#include "rest/session.h"

#include "base/buf.h"

struct rows *session_query(struct req *r, const char *sql, int count, const char *const *params)
{
    struct session *s = r->session;
    return s->tx ? tx_query(s->tx, sql, count, params) : query(&s->db, sql, count, params);
}

void session_shows(struct req *r, const char *table, const char *id)
{
    struct buf *shown = r->session->shown;
    if (shown)
        buf_addf(shown, "%s%s:%s", shown->length ? "," : "", table, id);
}

const struct resource *session_view(struct req *r, const struct resource *res)
{
    return resource_shown(r->ctx.arena, res, r->session->roles);
}

bool session_begin(struct req *r)
{
    struct session *s = r->session;
    s->tx_is_joined = s->tx != NULL;
    if (!s->tx)
        s->tx = tx_begin(&s->db);
    return s->tx != NULL;
}

bool session_commit(struct req *r)
{
    return r->session->tx_is_joined || tx_commit(r->session->tx);
}

void session_end(struct req *r)
{
    if (r->session->tx)
        tx_abandon(r->session->tx);
}
