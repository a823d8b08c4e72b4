/* refusal: see refusal.h. */
#include "nominations/refusal.h"

#include "base/arena.h"
#include "rest/session.h"

#include <string.h>

/* Outside the refused transaction, and only for a nomination that the caller sees. */
static const char standing_sql[] =
    "select to_json(n.state), array_to_json(nomination_allowed(n.id, coalesce($2::date, today()))),\n"
    "    nomination_warnings(n.id)\n"
    "from nomination as n\n"
    "where n.id = $1::uuid";

enum { STATE, ALLOWED, WARNINGS };

bool refuse_state(struct req *r, const char *nomination_id, const char *on)
{
    struct db *db = &r->session->db;
    bool is_of_state = strcmp(db->violated.sqlstate, "TD002") == 0;
    bool is_about_warnings = is_of_state && strcmp(db->violated.constraint, "nomination_warnings") == 0;
    if (!is_of_state)
        return false;
    const char *params[] = {nomination_id, on};
    struct rows *rows = query(db, standing_sql, 2, params);
    if (!rows || rows_count(rows) == 0)
        return false;
    fail_member(&r->ctx, "current_state", arena_strdup(r->ctx.arena, rows_text(rows, 0, STATE)));
    fail_member(&r->ctx, "allowed", arena_strdup(r->ctx.arena, rows_text(rows, 0, ALLOWED)));
    if (is_about_warnings)
        fail_member(&r->ctx, "warnings", arena_strdup(r->ctx.arena, rows_text(rows, 0, WARNINGS)));
    return false;
}
