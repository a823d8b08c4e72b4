/*
 * eligibility: see eligibility.h. The database makes the answer (function eligibility, which counts the whole history of a
 * subject that the caller sees), and it is sent unchanged. This file reads the parameters and says what was not found.
 */
#include "nominations/eligibility.h"

#include "base/arena.h"
#include "base/uuid.h"
#include "http/reply.h"
#include "rest/decode.h"
#include "rest/json.h"
#include "rest/session.h"

static const struct field class_field = FIELD_KEY("award_class_code", 1, 36, 0);
static const struct field date_field = FIELD_DATE("on", 0);
static const struct field year_field = FIELD_INT("year", 1945, 2100, 0);

/*
 * The columns of each statement below. Null as CLASS_ID: there is no such class; as KIND: the class is not for such a subject, but for
 * those that FOR_VI and FOR_EN name.
 */
enum { CLASS_ID, KIND, ANSWER, FOR_VI, FOR_EN };

/* Parameters: the subject, an award class by id, or else its code, a day or null for today, a year or null for that of the day. */
#define SUBJECT_ELIGIBILITY(table, collective, individual) \
    "select c.id, eligible_kind(c.id, " collective ", " individual "),\n" \
    "    eligibility(c.id, " collective ", " individual ", coalesce($4::date, today()), $5::int),\n" \
    "    subject_kinds_said(c.subject_kinds, 'vi'), subject_kinds_said(c.subject_kinds, 'en')\n" \
    "from " table " as t\n" \
    "left join award_class as c on c.id = coalesce($2::uuid, award_class_named($3, t.province_lineage))\n" \
    "    and stands_in(c.province_lineage, t.province_lineage)\n" \
    "where t.id = $1"

static const char collective_sql[] = SUBJECT_ELIGIBILITY("collective", "t.id", "null");
static const char individual_sql[] = SUBJECT_ELIGIBILITY("individual", "null", "t.id");

static const char nomination_sql[] =
    "select t.award_class_id, t.subject_kind,\n"
    "    eligibility(t.award_class_id, t.collective_id, t.individual_id, nomination_law_date(t.id), t.year,\n"
    "        t.subject_kind, t.province_lineage, t.procedure = 'simplified')\n"
    "from nomination as t\n"
    "where t.id = $1";

static const char *read_class(struct req *r)
{
    const char *text = req_param(r, "award_class_code");
    if (text)
        return decode_param(r, &class_field, "award_class_code", text);
    fail_field(&r->ctx, AT_PARAMETER, "award_class_code", FIELD_ERROR_REQUIRED, NULL);
    return NULL;
}

static bool reply_eligibility(struct req *r, const struct rows *rows)
{
    if (rows_count(rows) == 0)
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    if (!rows_text(rows, 0, CLASS_ID))
        return fail_field(&r->ctx, AT_PARAMETER, "award_class_code", FIELD_ERROR_REFERENCE,
                          said(&r->ctx, "không có danh hiệu, hình thức này", "there is no such award class"));
    if (!rows_text(rows, 0, KIND))
        return fail_field(&r->ctx, AT_PARAMETER, "award_class_code", FIELD_ERROR_RULE,
                          said(&r->ctx,
                               arena_printf(r->ctx.arena, "Danh hiệu, hình thức này chỉ dành cho %s",
                                            rows_text(rows, 0, FOR_VI)),
                               arena_printf(r->ctx.arena, "This class is only for %s", rows_text(rows, 0, FOR_EN))));
    return json_reply(r, rows_text(rows, 0, ANSWER), rows_length(rows, 0, ANSWER));
}

static const char *read_optional(struct req *r, const struct field *field)
{
    const char *text = req_param(r, field->name);
    return text ? decode_param(r, field, field->name, text) : NULL;
}

static bool subject_eligibility(struct req *r, const char *sql)
{
    const char *class = read_class(r);
    const char *on = read_optional(r, &date_field);
    const char *year = read_optional(r, &year_field);
    if (has_failed(&r->ctx))
        return false;
    if (!is_uuid(r->captures[0]))
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    const char *params[] = {r->captures[0], is_uuid(class) ? class : NULL, is_uuid(class) ? NULL : class, on, year};
    struct rows *rows = session_query(r, sql, 5, params);
    return rows && reply_eligibility(r, rows);
}

bool collective_eligibility(struct req *r)
{
    return subject_eligibility(r, collective_sql);
}

bool individual_eligibility(struct req *r)
{
    return subject_eligibility(r, individual_sql);
}

bool nomination_eligibility(struct req *r)
{
    if (!is_uuid(r->captures[0]))
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    struct rows *rows = session_query(r, nomination_sql, 1, r->captures);
    return rows && reply_eligibility(r, rows);
}
