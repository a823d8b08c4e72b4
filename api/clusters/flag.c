/*
 * flag: see flag.h. Writes two rows in one transaction: the nomination, and a row with its cluster, member and year. The trigger of
 * the second row checks the ranking (schema/functions/18_cluster_flag).
 */
#include "clusters/flag.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/uuid.h"
#include "http/reply.h"
#include "resources/fields.h"
#include "rest/crud.h"
#include "rest/decode.h"
#include "rest/encode.h"
#include "rest/session.h"
#include "rest/sql.h"
#include "rest/values.h"

enum { SQL_MAX = 16 * 1024, ANSWER_MAX = 256 * 1024 };

static const struct field flag_fields[] = {
    FIELD_YEAR(REQUIRED),
    FIELD_REF("member_id", REQUIRED),
    FIELD_REF("dossier_id", REQUIRED),
    FIELD_REF("collective_id", REQUIRED),
    FIELD_REF("award_class_id", REQUIRED),
    FIELD_TEXT("achievement", 0, 4000, 0),
    FIELD_END,
};

static const struct constraint flag_constraints[] = {
    {"nomination_once_key", "award_class_id", FIELD_ERROR_UNIQUE, NULL},
    {"nomination_subject_kind", "award_class_id", FIELD_ERROR_RULE, NULL},
    {"nomination_dossier_id_fkey", "dossier_id", FIELD_ERROR_REFERENCE, NULL},
    {"nomination_collective_id_fkey", "collective_id", FIELD_ERROR_REFERENCE, NULL},
    {"nomination_award_class_id_fkey", "award_class_id", FIELD_ERROR_REFERENCE, NULL},
    {"cluster_flag_nomination_member_id_fkey", "member_id", FIELD_ERROR_REFERENCE, NULL},
    {"cluster_flag_nomination_once_key", "member_id", FIELD_ERROR_UNIQUE, NULL},
    {0},
};

static bool refuse(struct req *r)
{
    static const struct resource entered = {.name = "flag-nominations",
                                            .table = "cluster_flag_nomination",
                                            .fields = flag_fields,
                                            .scope_field = "dossier_id",
                                            .constraints = flag_constraints};
    return crud_refused(r, &entered, "");
}

/* The row of the new nomination; NULL: refused. */
static struct rows *insert_nomination(struct req *r, const struct values *said)
{
    static const char *const copied[] = {"dossier_id", "award_class_id", "collective_id", "year", "achievement"};
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    const char *params[VALUES_MAX];
    struct values v = {0};
    char id[UUID_TEXT];
    uuid_new(id);
    values_put(&v, "id", id);
    values_put(&v, "subject_kind", "collective");
    for (size_t i = 0; i < sizeof copied / sizeof *copied; i++)
        values_put(&v, copied[i], values_get(said, copied[i]));
    sql_insert(sql, &nomination, &v);
    return session_query(r, sql->text, values_params(&v, params, 0), params);
}

static bool link_nomination(struct req *r, const struct values *said, const char *nomination_id)
{
    static const char sql[] =
        "insert into cluster_flag_nomination (cluster_id, year, member_id, nomination_id)\n"
        "values ($1::uuid, $2::int, $3::uuid, $4::uuid)";
    const char *params[] = {r->captures[0], values_get(said, "year"), values_get(said, "member_id"), nomination_id};
    return session_query(r, sql, 4, params) != NULL;
}

static bool reply_nomination(struct req *r, const struct rows *rows)
{
    struct buf *out = buf_new(r->ctx.arena, ANSWER_MAX);
    encode_row(r, out, &nomination, rows, 0);
    reply_header(r, "ETag", crud_etag(r, rows_int(rows, 0, COLUMN_VERSION)));
    reply_header(r, "Location", arena_printf(r->ctx.arena, "/v1/nominations/%s", rows_text(rows, 0, COLUMN_ID)));
    return reply_buf(r, 201, out);
}

static bool nominate(struct req *r, const struct values *said)
{
    struct rows *rows = insert_nomination(r, said);
    if (!rows || !link_nomination(r, said, rows_text(rows, 0, COLUMN_ID)))
        return refuse(r);
    return reply_nomination(r, rows);
}

bool cluster_flag_create(struct req *r)
{
    struct values said = {0};
    if (!decode_object(r, flag_fields, DECODE_CREATE, r->json, "", &said))
        return false;
    return session_begin(r) && nominate(r, &said) && session_commit(r);
}
