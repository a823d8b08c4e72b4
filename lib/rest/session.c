/* session: see session.h. */
#include "rest/session.h"

struct rows *session_query(struct req *r, const char *sql, int count, const char *const *params)
{
    struct session *s = r->session;
    return s->tx ? tx_query(s->tx, sql, count, params) : query(&s->db, sql, count, params);
}
