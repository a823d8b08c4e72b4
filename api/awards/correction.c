/* correction: see correction.h. The body is {"reason": …, "changes": {member: new value}}; null empties a member. */
#include "awards/correction.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/uuid.h"
#include "http/router.h"
#include "resources/resources.h"
#include "rest/crud.h"
#include "rest/decode.h"
#include "rest/session.h"
#include "rest/sql.h"
#include "rest/values.h"

#include <string.h>

enum { SQL_MAX = 16 * 1024, CHANGES_MAX = 64 * 1024 };

struct correctable {
    const char *table;
    const struct field *fields;
    const struct constraint *constraints;
    const char *enter; /* $1 the record's id → its version, null when it is not there for the caller */
    const char *ask;   /* $1 id, $2 version, $3 changes, $4 reason → the correction's id */
};

static const struct field decision_changes[] = {
    FIELD_KEY("number", 1, 60, REQUIRED),
    FIELD_DATE("signed_on", REQUIRED),
    FIELD_DATE("effective_on", 0),
    FIELD_TEXT("signer_name", 1, 120, REQUIRED),
    FIELD_TEXT("signer_title", 1, 200, 0),
    FIELD_TEXT("summary", 0, 1000, 0),
    FIELD_DATE("achievement_from", 0),
    FIELD_DATE("achievement_to", 0),
    FIELD_END,
};

static const struct field award_changes[] = {
    FIELD_REF("award_class_id", REQUIRED),
    FIELD_ENUM("subject_kind", subject_kinds, REQUIRED),
    FIELD_REF("collective_id", 0),
    FIELD_REF("individual_id", 0),
    FIELD_TEXT("recipient_name", 1, 200, REQUIRED),
    FIELD_TEXT("recipient_position", 1, 200, 0),
    FIELD_TEXT("recipient_unit_name", 1, 300, REQUIRED),
    FIELD_REF("unit_id", REQUIRED),
    FIELD_TEXT("achievement", 0, 4000, 0),
    FIELD_INT("year", 1945, 2100, REQUIRED),
    FIELD_ENUM("commendation_type", commendation_types, REQUIRED),
    FIELD_TEXT("acknowledgement", 1, 2000, 0),
    FIELD_END,
};

/* A day that the awards of a decision do not allow is refused by their rules, not by the decision's. */
static const struct constraint decision_constraints[] = {
    {"decision_unit_id_number_signed_on_key", "number", FIELD_ERROR_UNIQUE, NULL},
    {"decision_effective_on_check", "effective_on", FIELD_ERROR_RULE, "effective_on >= signed_on"},
    {"decision_achievement_to_check", "achievement_to", FIELD_ERROR_RULE, "achievement_to >= achievement_from"},
    {"award_class_period", "signed_on", FIELD_ERROR_RULE, NULL},
    {"award_nomination_needed", "signed_on", FIELD_ERROR_RULE, NULL},
    {"award_authority", "signed_on", FIELD_ERROR_RULE, NULL},
    {0},
};

static const struct constraint award_constraints[] = {
    {"award_subject_check", "subject_kind", FIELD_ERROR_RULE, "subject_kind"},
    {0},
};

const struct correctable correctable_decision = {
    .table = "decision",
    .fields = decision_changes,
    .constraints = decision_constraints,
    .enter = "select enter_decision_correction($1::uuid)",
    .ask = "select ask_decision_correction($1::uuid, $2::bigint, $3::jsonb, $4)",
};
const struct correctable correctable_award = {
    .table = "award",
    .fields = award_changes,
    .constraints = award_constraints,
    .enter = "select enter_award_correction($1::uuid)",
    .ask = "select ask_award_correction($1::uuid, $2::bigint, $3::jsonb, $4)",
};

static const struct field reason_fields[] = {FIELD_TEXT("reason", 1, 2000, REQUIRED), FIELD_END};
static const struct field no_fields[] = {FIELD_END};

static const struct standing of_correction = {
    "select to_json(c.state), array_to_json(correction_allowed(c.state))\n"
    "from correction as c\n"
    "where c.id = $1::uuid",
    1};

#define ANSWER(function, parameters) \
    .of = &correction, .sql = "select " function "($1::uuid, $2::bigint" parameters ")", .takes_version = true, \
    .standing = &of_correction

/* What was still right when it was asked for is asked again when it is confirmed; the record may have changed. */
const struct performance correction_confirmation = {
    ANSWER("confirm_correction", ""), .enter = "select enter_correction_answer($1::uuid)", .fields = no_fields};
const struct performance correction_refusal = {
    ANSWER("refuse_correction", ", $3"), .enter = "select enter_correction_answer($1::uuid)", .fields = reason_fields};
const struct performance correction_withdrawal = {
    ANSWER("withdraw_correction", ""), .enter = "select enter_correction_withdrawal($1::uuid)", .fields = no_fields};

static const struct correctable *correctable_of(const struct req *r)
{
    return r->route->resource;
}

bool correction_find(struct req *r)
{
    if (!is_uuid(r->captures[0]))
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    struct rows *rows = session_query(r, correctable_of(r)->enter, 1, r->captures);
    if (!rows)
        return false;
    if (!rows_text(rows, 0, 0))
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    r->version = rows_int(rows, 0, 0);
    return true;
}

/* The changes as one JSON object of texts; the database gives them their types. NULL: an error was added. */
static const char *decode_changes(struct req *r)
{
    struct values v = {0};
    if (!decode_member(r, correctable_of(r)->fields, DECODE_PATCH, "changes", &v))
        return NULL;
    struct buf *text = buf_new(r->ctx.arena, CHANGES_MAX);
    for (size_t i = 0; i < v.count; i++) {
        buf_addc(text, i ? ',' : '{');
        buf_adds_json(text, v.items[i].column);
        buf_addc(text, ':');
        if (v.items[i].text)
            buf_adds_json(text, v.items[i].text);
        else
            buf_adds(text, "null");
    }
    buf_addc(text, '}');
    return text->text;
}

static bool refuse_ask(struct req *r)
{
    const struct correctable *own = correctable_of(r);
    const struct resource entered = {
        .name = "changes", .table = own->table, .fields = own->fields, .constraints = own->constraints};
    return crud_refused(r, &entered, "/changes");
}

static bool reply_asked(struct req *r, const char *id)
{
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    sql_read(sql, &correction);
    struct rows *rows = session_query(r, sql->text, 1, &id);
    if (!rows)
        return false;
    if (rows_count(rows) == 0)
        return fault(&r->ctx, PROBLEM_INTERNAL, "a correction just asked for is not visible to its asker");
    return crud_reply_made(r, &correction, rows, arena_printf(r->ctx.arena, "/v1/corrections/%s", id));
}

static bool ask(struct req *r, const char *changes, const char *reason)
{
    const char *params[] = {r->captures[0], arena_printf(r->ctx.arena, "%lld", r->version), changes, reason};
    struct rows *rows = session_query(r, correctable_of(r)->ask, 4, params);
    return rows ? reply_asked(r, rows_text(rows, 0, 0)) : refuse_ask(r);
}

bool correction_ask(struct req *r)
{
    struct values v = {0};
    decode_body_without(r, reason_fields, "changes", &v);
    const char *changes = decode_changes(r);
    if (has_failed(&r->ctx))
        return false;
    return session_begin(r) && ask(r, changes, values_get(&v, "reason")) && session_commit(r);
}
