/* score: see score.h. */
#include "clusters/score.h"

#include "base/arena.h"
#include "rest/crud.h"
#include "rest/json.h"
#include "rest/session.h"

#include <string.h>

static bool is_of_state(const struct req *r)
{
    return strcmp(r->session->db.violated.sqlstate, "TD002") == 0;
}

/* False, as whatever refused: criteria are either free or stand by what was scored. */
static bool refuse_criterion(struct req *r)
{
    if (!is_of_state(r))
        return false;
    fail_member(&r->ctx, "current_state", "\"scored\"");
    return fail_member(&r->ctx, "allowed", "[]");
}

bool cluster_criterion_create(struct req *r)
{
    return crud_create(r) || refuse_criterion(r);
}

bool cluster_criterion_replace(struct req *r)
{
    return crud_replace(r) || refuse_criterion(r);
}

bool cluster_criterion_patch(struct req *r)
{
    return crud_patch(r) || refuse_criterion(r);
}

bool cluster_criterion_delete(struct req *r)
{
    return crud_delete(r) || refuse_criterion(r);
}

/* The stage that the member's criterion has reached, and those that may be entered now: outside the refused transaction. */
static const char standing_sql[] =
    "select to_json(s.stage), array_to_json(cluster_score_allowed(s.stage))\n"
    "from (select cluster_score_stage($1::uuid, $2::uuid) as stage) as s";

static bool refuse_score(struct req *r)
{
    if (!is_of_state(r))
        return false;
    const char *params[] = {json_string_value(json_object_get(r->json, "member_id")),
                            json_string_value(json_object_get(r->json, "criterion_id"))};
    struct rows *rows = query(&r->session->db, standing_sql, 2, params);
    if (!rows)
        return false;
    fail_member(&r->ctx, "current_state", arena_strdup(r->ctx.arena, rows_text(rows, 0, 0)));
    return fail_member(&r->ctx, "allowed", arena_strdup(r->ctx.arena, rows_text(rows, 0, 1)));
}

bool cluster_score_create(struct req *r)
{
    return crud_create(r) || refuse_score(r);
}
