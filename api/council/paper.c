/*
 * paper: see paper.h. Of a secret vote a paper has figures; of an open one "votes": [{"member_id", "vote"}], which become one
 * JSON text for the database.
 */
#include "council/paper.h"

#include "base/buf.h"
#include "base/uuid.h"
#include "council/council.h"
#include "resources/resources.h"
#include "rest/crud.h"
#include "rest/nested.h"
#include "rest/session.h"
#include "rest/sql.h"
#include "rest/values.h"

enum { VOTERS_MAX = 200, SQL_MAX = 16 * 1024 };

#define FIGURES \
    FIELD_KEY("sha256", 64, 64, REQUIRED), FIELD_INT("agree", 0, VOTERS_MAX, 0), \
        FIELD_INT("disagree", 0, VOTERS_MAX, 0), FIELD_INT("blank", 0, VOTERS_MAX, 0)

static const struct field entry_fields[] = {
    FIELD_REF("item_id", REQUIRED),
    FIELD_KEY("number", 1, 60, REQUIRED),
    FIELD_DATE("dated_on", REQUIRED),
    FIGURES,
    FIELD_UUID_SET("voters", VOTERS_MAX, 0),
    FIELD_END,
};
static const struct field again_fields[] = {FIGURES, FIELD_END};
static const struct field refusal_fields[] = {FIELD_TEXT("reason", 1, 2000, REQUIRED), FIELD_END};
static const struct field vote_fields[] = {FIELD_REF("member_id", REQUIRED), FIELD_ENUM("vote", council_votes, REQUIRED),
                                           FIELD_END};

static const struct nested votes = {"votes", vote_fields, VOTERS_MAX};

static const struct constraint paper_constraints[] = {
    {"council_participation_member_id_fkey", "voters", FIELD_ERROR_REFERENCE, NULL},
    {"council_paper_kind", "votes", FIELD_ERROR_RULE, NULL}, /* a list, and no field */
    {"council_paper_sha256_format", "sha256", FIELD_ERROR_FORMAT, NULL},
    {"council_paper_sha256_used", "sha256", FIELD_ERROR_UNIQUE, NULL},
    {0},
};

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
    return decode_nested(r, entry_fields, &votes, &v) && session_begin(r) && enter_paper(r, &v) && session_commit(r);
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
    .fields = again_fields, .nested = &votes};
const struct performance council_paper_refusal = {
    ON_PAPER, .sql = "select refuse_council_paper($1::uuid, $2::bigint, $3)", .fields = refusal_fields};
