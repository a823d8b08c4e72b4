/*
 * paper: see paper.h. For a secret vote a paper has figures; for an open one it has "votes": [{"member_id", "vote"}], which
 * go to the database as one JSON text.
 */
#include "council/paper.h"

#include "council/council.h"
#include "resources/resources.h"
#include "rest/nested.h"

enum { VOTERS_MAX = 200 };

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

static const struct nested votes = {.name = "votes", .fields = vote_fields, .most = VOTERS_MAX};

static const struct constraint paper_constraints[] = {
    {"council_participation_member_id_fkey", "voters", FIELD_ERROR_REFERENCE, NULL},
    {"council_paper_kind", "votes", FIELD_ERROR_RULE, NULL}, /* votes is a list, not a field */
    {"council_paper_sha256_format", "sha256", FIELD_ERROR_FORMAT, NULL},
    {"council_paper_sha256_used", "sha256", FIELD_ERROR_UNIQUE, NULL},
    {0},
};

const struct act council_paper_entry = {
    .of = &council_session,
    .sql = "select enter_council_paper($1::uuid, $2::uuid, $3::uuid, $4, $5::date, $6, $7::int, $8::int, $9::int, $10::uuid[],\n"
           "    $11::jsonb)",
    .takes_id = true,
    .fields = entry_fields,
    .nested = &votes,
    .constraints = paper_constraints,
    .made = &council_paper,
    .shows_made = true,
};

#define ON_PAPER .of = &council_paper, .takes_version = true, .constraints = paper_constraints

const struct act council_paper_confirmation = {
    ON_PAPER, .sql = "select confirm_council_paper($1::uuid, $2::bigint, $3, $4::int, $5::int, $6::int, $7::jsonb)",
    .fields = again_fields, .nested = &votes};
const struct act council_paper_refusal = {
    ON_PAPER, .sql = "select refuse_council_paper($1::uuid, $2::bigint, $3)", .fields = refusal_fields};
