/* transfer: see transfer.h. Which unit may receive is the database's word (schema/migrations/0040). */
#include "nominations/transfer.h"

#include "base/arena.h"
#include "resources/resources.h"
#include "rest/crud.h"
#include "rest/decode.h"
#include "rest/session.h"
#include "rest/values.h"

#include <string.h>

static const struct field fields[] = {FIELD_REF("unit_id", REQUIRED), FIELD_END};

static const struct constraint constraints[] = {{"dossier_successor", "unit_id", FIELD_ERROR_RULE, NULL}, {0}};

static const struct resource entered = {
    .name = "transfer", .table = "dossier", .fields = fields, .constraints = constraints};

static const char standing_sql[] = "select to_json(state) from dossier where id = $1::uuid";

/* A state's conflict says where the dossier stands; nothing else is open to this caller. */
static bool refuse_transfer(struct req *r)
{
    struct db *db = &r->session->db;
    bool is_of_state = strcmp(db->violated.sqlstate, "TD002") == 0;
    crud_refused(r, &entered, "");
    struct rows *rows = is_of_state ? query(db, standing_sql, 1, r->captures) : NULL;
    if (!rows || rows_count(rows) == 0)
        return false;
    fail_member(&r->ctx, "current_state", arena_strdup(r->ctx.arena, rows_text(rows, 0, 0)));
    return fail_member(&r->ctx, "allowed", "[]");
}

static bool move(struct req *r, const struct values *v)
{
    static const char sql[] = "select transfer_dossier($1::uuid, $2::bigint, $3::uuid)";
    const char *version = arena_printf(r->ctx.arena, "%lld", r->version);
    const char *params[] = {r->captures[0], version, values_get(v, "unit_id")};
    if (!session_query(r, sql, 3, params))
        return refuse_transfer(r);
    return crud_reply_moved(r, &dossier, arena_printf(r->ctx.arena, "/v1/dossiers/%s", r->captures[0]));
}

bool dossier_transfer(struct req *r)
{
    struct values v = {0};
    if (!decode_object(r, fields, DECODE_CREATE, r->json, "", &v))
        return false;
    return session_begin(r) && move(r, &v) && session_commit(r);
}
