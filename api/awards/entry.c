/*
 * entry: see entry.h. An entry names either a nomination that the award ends, or a class (by id or by code) and a recipient (by
 * reference, as written on the paper, or both). What an entry leaves out is copied from the recipient's record.
 */
#include "awards/entry.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/uuid.h"
#include "resources/fields.h"
#include "rest/crud.h"
#include "rest/decode.h"
#include "rest/encode.h"
#include "rest/session.h"
#include "rest/sql.h"
#include "rest/values.h"

enum { MAX_AWARDS = 500, SQL_MAX = 16 * 1024 };

/* An entry without a nomination: the columns of the award, and the class by its code. */
static const struct field entry_fields[] = {
    FIELD_REF("award_class_id", 0),
    FIELD_KEY("award_class_code", 1, 16, 0),
    FIELD_ENUM("subject_kind", subject_kinds, REQUIRED),
    FIELD_REF("collective_id", 0),
    FIELD_REF("individual_id", 0),
    FIELD_TEXT("recipient_name", 1, 200, 0),
    FIELD_TEXT("recipient_position", 1, 200, 0),
    FIELD_TEXT("recipient_unit_name", 1, 300, 0),
    FIELD_REF("unit_id", 0),
    FIELD_TEXT("achievement", 0, 4000, 0),
    FIELD_YEAR(0),
    FIELD_STATE("commendation_type", commendation_types, "merit", 0),
    FIELD_TEXT("acknowledgement", 1, 2000, 0),
    FIELD_END,
};

/* An entry with a nomination, from which everything else is copied. */
static const struct field nominated_fields[] = {
    FIELD_REF("nomination_id", REQUIRED),
    FIELD_TEXT("acknowledgement", 1, 2000, 0),
    FIELD_END,
};

/*
 * Parameters: id, decision, then entry_fields in their order. The database takes what the entry leaves out from the subject's
 * record (complete_award); if that has nothing either, the column's NOT NULL refuses the row.
 */
static const char insert_award[] =
    "insert into award as t (id, decision_id, award_class_id, subject_kind, collective_id, individual_id, recipient_name,\n"
    "    recipient_position, recipient_unit_name, unit_id, achievement, year, commendation_type,\n"
    "    acknowledgement)\n"
    "select $1::uuid, d.id, coalesce($3::uuid, award_class_given($4, d.province_lineage)), $5, $6::uuid, $7::uuid, $8, $9, $10,\n"
    "    $11::uuid, $12, coalesce($13::int, extract(year from d.signed_on)::int), $14, $15\n"
    "from decision as d\n"
    "where d.id = $2::uuid\n"
    "returning ";

/* Parameters: id, decision, then nominated_fields in their order. */
static const char insert_nominated[] =
    "insert into award as t (id, decision_id, nomination_id, acknowledgement)\n"
    "values ($1::uuid, $2::uuid, $3::uuid, $4)\n"
    "returning ";

/* An entry without a nomination has no field nomination_id, but a rule may ask for one. */
static const struct constraint constraints_by_id[] = {
    {"award_nomination_needed", "nomination_id", FIELD_ERROR_RULE, NULL},
    {"award_subject_check", "subject_kind", FIELD_ERROR_RULE, NULL},
    {0},
};
static const struct constraint constraints_by_code[] = {
    {"award_class_unknown", "award_class_code", FIELD_ERROR_REFERENCE, NULL},
    {"award_award_class_id_fkey", "award_class_code", FIELD_ERROR_REFERENCE, NULL},
    {"award_class_period", "award_class_code", FIELD_ERROR_RULE, NULL},
    {"award_subject_check", "subject_kind", FIELD_ERROR_RULE, NULL},
    {"award_authority", "award_class_code", FIELD_ERROR_RULE, NULL},
    {"award_decision_level", "award_class_code", FIELD_ERROR_RULE, NULL},
    {"award_nomination_needed", "nomination_id", FIELD_ERROR_RULE, NULL},
    {0},
};

static const struct constraint nominated_constraints[] = {
    {"award_collective_id_fkey", "nomination_id", FIELD_ERROR_REFERENCE, NULL},
    {"award_individual_id_fkey", "nomination_id", FIELD_ERROR_REFERENCE, NULL},
    {"award_code_key", "nomination_id", FIELD_ERROR_UNIQUE, NULL},
    {"nomination_transition", "nomination_id", FIELD_ERROR_RULE, NULL},
    {"nomination_authority", "nomination_id", FIELD_ERROR_RULE, NULL},
    {0},
};

/* Checks the members of an entry that depend on each other. */
static void check_entry(struct req *r, const struct values *v, const char *at)
{
    bool has_id = values_get(v, "award_class_id"), has_code = values_get(v, "award_class_code");
    bool has_subject = values_get(v, "collective_id") || values_get(v, "individual_id");
    if (has_id == has_code)
        fail_field(&r->ctx, AT_POINTER, arena_printf(r->ctx.arena, "%s/award_class_code", at),
                   has_id ? FIELD_ERROR_REPEATED : FIELD_ERROR_REQUIRED, NULL);
    if (!has_subject && !values_get(v, "recipient_name"))
        fail_field(&r->ctx, AT_POINTER, arena_printf(r->ctx.arena, "%s/recipient_name", at), FIELD_ERROR_REQUIRED, NULL);
    if (!has_subject && !values_get(v, "unit_id"))
        fail_field(&r->ctx, AT_POINTER, arena_printf(r->ctx.arena, "%s/unit_id", at), FIELD_ERROR_REQUIRED, NULL);
}

/* Missing members are reported only when those that are there are correct. */
static void decode_entry(struct req *r, const json_t *entry, const char *at, struct values *out)
{
    size_t before = r->ctx.problem.error_count;
    if (json_object_get(entry, "nomination_id")) {
        decode_object(r, nominated_fields, DECODE_CREATE, entry, at, out);
        return;
    }
    decode_object(r, entry_fields, DECODE_CREATE, entry, at, out);
    if (r->ctx.problem.error_count == before)
        check_entry(r, out, at);
}

static const char *entry_at(struct req *r, size_t i)
{
    return arena_printf(r->ctx.arena, "/awards/%zu", i);
}

struct values *entries_decode(struct req *r, size_t *count)
{
    const json_t *list = json_object_get(r->json, "awards");
    *count = json_array_size(list);
    if (!json_is_array(list) || *count < 1 || *count > MAX_AWARDS) {
        fail_field(&r->ctx, AT_POINTER, "/awards", list ? FIELD_ERROR_TYPE : FIELD_ERROR_REQUIRED,
                          said(&r->ctx, "danh sách 1–500 mục", "a list of 1–500 items"));
        return NULL;
    }
    struct values *entries = arena_zero(r->ctx.arena, *count * sizeof *entries);
    for (size_t i = 0; i < *count; i++) {
        const json_t *entry = json_array_get(list, i);
        if (!json_is_object(entry))
            fail_field(&r->ctx, AT_POINTER, entry_at(r, i), FIELD_ERROR_TYPE, said(&r->ctx, "đối tượng JSON", "an object"));
        else
            decode_entry(r, entry, entry_at(r, i), &entries[i]);
    }
    return has_failed(&r->ctx) ? NULL : entries;
}

static bool refuse_entry(struct req *r, const struct values *entry, const char *at)
{
    const struct resource entered = {
        .name = "awards",
        .table = "award",
        .fields = entry_fields,
        .scope_field = "unit_id",
        .constraints = values_get(entry, "award_class_code") ? constraints_by_code : constraints_by_id,
    };
    return crud_refused(r, &entered, at);
}

static bool refuse_nominated(struct req *r, const char *at)
{
    const struct resource entered = {
        .name = "awards",
        .table = "award",
        .fields = nominated_fields,
        .scope_field = "nomination_id",
        .constraints = nominated_constraints,
        .stand_in = "nomination_id",
    };
    return crud_refused(r, &entered, at);
}

bool entry_insert(struct req *r, const char *decision_id, const struct values *entry, size_t i, struct buf *out)
{
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    char id[UUID_TEXT];
    const char *params[VALUES_MAX] = {id, decision_id};
    bool is_nominated = values_get(entry, "nomination_id");
    uuid_new(id);
    buf_adds(sql, is_nominated ? insert_nominated : insert_award);
    sql_columns(sql, &award);
    struct rows *rows = session_query(r, sql->text, values_params(entry, params, 2), params);
    if (!rows)
        return is_nominated ? refuse_nominated(r, entry_at(r, i)) : refuse_entry(r, entry, entry_at(r, i));
    if (rows_count(rows) == 0)
        return fault(&r->ctx, PROBLEM_INTERNAL, "a decision just written is not visible to its writer");
    encode_row(r, out, &award, rows, 0);
    return true;
}

/* An array literal, {a,b,…}, of the ids that the entries give in these columns. */
static const char *ids_of(struct req *r, const struct values *entries, size_t count, const char *const *columns)
{
    struct buf *list = buf_new(r->ctx.arena, MAX_AWARDS * UUID_TEXT * 2);
    buf_addc(list, '{');
    for (size_t i = 0; i < count; i++)
        for (const char *const *column = columns; *column; column++)
            if (values_get(&entries[i], *column))
                buf_addf(list, "%s%s", list->length > 1 ? "," : "", values_get(&entries[i], *column));
    buf_addc(list, '}');
    return list->text;
}

bool entries_await(struct req *r, const struct values *entries, size_t count)
{
    static const char sql[] = "select await_award_subjects($1::uuid[], $2::uuid[])";
    static const char *const subjects[] = {"collective_id", "individual_id", NULL};
    static const char *const nominations[] = {"nomination_id", NULL};
    const char *params[] = {ids_of(r, entries, count, subjects), ids_of(r, entries, count, nominations)};
    return session_query(r, sql, 2, params) != NULL;
}
