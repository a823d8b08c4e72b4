/* ranking: see ranking.h. The database makes the answer (function cluster_ranking_document), and it is sent unchanged. */
#include "clusters/ranking.h"

#include "base/uuid.h"
#include "resources/fields.h"
#include "rest/decode.h"
#include "rest/json.h"
#include "rest/session.h"

static const struct field year_field = FIELD_YEAR(0);

static const char *read_year(struct req *r)
{
    const char *text = req_param(r, "year");
    if (text)
        return decode_param(r, &year_field, "year", text);
    fail_field(&r->ctx, AT_PARAMETER, "year", FIELD_ERROR_REQUIRED, NULL);
    return NULL;
}

bool cluster_ranking(struct req *r)
{
    static const char sql[] = "select cluster_ranking_document($1::uuid, $2::int)";
    const char *params[] = {r->captures[0], read_year(r)};
    if (has_failed(&r->ctx))
        return false;
    if (!is_uuid(r->captures[0]))
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    struct rows *rows = session_query(r, sql, 2, params);
    if (!rows)
        return false;
    if (!rows_text(rows, 0, 0))
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    return json_reply(r, rows_text(rows, 0, 0), rows_length(rows, 0, 0));
}
