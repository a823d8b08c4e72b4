/*
 * paper: see paper.h. Of a secret vote a paper has figures; of an open one "votes": [{"member_id", "vote"}], which become one
 * JSON text for the database.
 */
#include "council/paper.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/uuid.h"
#include "council/council.h"
#include "resources/resources.h"
#include "rest/crud.h"
#include "rest/decode.h"
#include "rest/session.h"
#include "rest/sql.h"
#include "rest/values.h"

#include <jansson.h>
#include <stdint.h>

enum { VOTERS_MAX = 200, SQL_MAX = 16 * 1024, VOTES_MAX = 32 * 1024 };

#define FIGURES \
    FIELD_TEXT("sha256", 64, 64, REQUIRED), FIELD_INT("agree", 0, VOTERS_MAX, 0), \
        FIELD_INT("disagree", 0, VOTERS_MAX, 0), FIELD_INT("blank", 0, VOTERS_MAX, 0)

static const struct field entry_fields[] = {
    FIELD_REF("item_id", REQUIRED),
    FIELD_TEXT("number", 1, 60, REQUIRED),
    FIELD_DATE("dated_on", REQUIRED),
    FIGURES,
    FIELD_UUID_SET("voters", VOTERS_MAX, 0),
    FIELD_END,
};
static const struct field again_fields[] = {FIGURES, FIELD_END};
static const struct field refusal_fields[] = {FIELD_TEXT("reason", 1, 2000, REQUIRED), FIELD_END};
static const struct field vote_fields[] = {FIELD_REF("member_id", REQUIRED), FIELD_ENUM("vote", council_votes, REQUIRED),
                                           FIELD_END};

static const struct constraint paper_constraints[] = {
    {"council_participation_member_id_fkey", "voters", FIELD_ERROR_REFERENCE, NULL},
    {"council_paper_sha256_format", "sha256", FIELD_ERROR_FORMAT, NULL},
    {"council_paper_sha256_used", "sha256", FIELD_ERROR_UNIQUE, NULL},
    {"council_paper_kind", "votes", FIELD_ERROR_RULE, NULL},
    {0},
};

/* [{"member_id": …, "vote": …}] as it was given, every entry looked at; NULL: not given, or wrong. */
static const char *decode_votes(struct req *r, const json_t *list)
{
    struct buf *text = buf_new(r->ctx.arena, VOTES_MAX);
    size_t count = json_array_size(list);
    if (!list || json_is_null(list))
        return NULL;
    if (count < 1 || count > VOTERS_MAX) {
        fail_field(&r->ctx, AT_POINTER, "/votes", FIELD_ERROR_TYPE, "array of 1–200");
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *entry = json_array_get(list, i);
        const char *at = arena_printf(r->ctx.arena, "/votes/%zu", i);
        struct values v = {0};
        if (!json_is_object(entry))
            fail_field(&r->ctx, AT_POINTER, at, FIELD_ERROR_TYPE, "object");
        else if (decode_object(r, vote_fields, DECODE_CREATE, entry, at, &v))
            buf_addf(text, "%s{\"member_id\":\"%s\",\"vote\":\"%s\"}", i ? "," : "", values_get(&v, "member_id"),
                     values_get(&v, "vote"));
    }
    return arena_printf(r->ctx.arena, "[%s]", text->text);
}

/* The members that a descriptor can say, then the votes. */
static bool decode_paper(struct req *r, const struct field *fields, struct values *out)
{
    json_t *head = json_copy(r->json);
    arena_own(r->ctx.arena, head, (void (*)(void *))json_decref);
    json_object_del(head, "votes");
    decode_object(r, fields, DECODE_CREATE, head, "", out);
    values_put(out, "votes", decode_votes(r, json_object_get(r->json, "votes")));
    return !has_failed(&r->ctx);
}

static bool refuse_paper(struct req *r)
{
    const struct resource entered = {
        .name = "papers", .table = "council_paper", .fields = entry_fields, .constraints = paper_constraints};
    crud_refused(r, &entered, "");
    return perform_refused(r, &council_standing_of_session);
}

static bool reply_paper(struct req *r, const char *id)
{
    const char *params[] = {id, r->captures[0]};
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    sql_read(sql, &council_paper);
    struct rows *rows = session_query(r, sql->text, 2, params);
    if (!rows)
        return false;
    if (rows_count(rows) == 0)
        return fault(&r->ctx, PROBLEM_INTERNAL, "a paper just entered is not visible to its writer");
    return crud_reply_row(r, 201, &council_paper, rows);
}

static bool enter_paper(struct req *r, const struct values *v)
{
    static const char sql[] = "select enter_council_paper($1::uuid, $2::uuid, $3::uuid, $4, $5::date, $6, $7::int, "
                              "$8::int, $9::int, $10::uuid[], $11::jsonb)";
    char id[UUID_TEXT];
    const char *params[VALUES_MAX + 2] = {r->captures[0], id};
    uuid_new(id);
    if (!session_query(r, sql, values_params(v, params, 2), params))
        return refuse_paper(r);
    return reply_paper(r, id);
}

bool council_paper_create(struct req *r)
{
    struct values v = {0};
    return decode_paper(r, entry_fields, &v) && session_begin(r) && enter_paper(r, &v) && session_commit(r);
}

#define ON_PAPER .of = &council_paper, .takes_version = true, .constraints = paper_constraints, .standing = &of_paper

/* A paper that waits is open to both; what was settled, to nothing. */
static const struct standing of_paper = {
    "select to_json(p.state),\n"
    "    case p.state when 'waiting' then '[\"confirmation\",\"refusal\"]'::json else '[]'::json end\n"
    "from council_paper as p\n"
    "where p.session_id = $1::uuid\n"
    "and p.id = $2::uuid",
    2};

const struct performance council_paper_confirmation = {
    ON_PAPER, .sql = "select confirm_council_paper($1::uuid, $2::bigint, $3, $4::int, $5::int, $6::int, $7::jsonb)",
    .fields = again_fields, .decode = decode_paper};
const struct performance council_paper_refusal = {
    ON_PAPER, .sql = "select refuse_council_paper($1::uuid, $2::bigint, $3)", .fields = refusal_fields};
