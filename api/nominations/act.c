/* act: see act.h. */
#include "nominations/act.h"

#include "resources/resources.h"
#include "rest/crud.h"
#include "rest/session.h"

static const char *const verdicts[] = {"receive", "approve", "forward", "return", "reject", NULL};

#define ACTED_ON FIELD_DATE("acted_on", 0)

static const struct field submission_fields[] = {ACTED_ON, FIELD_END};

static const struct field review_fields[] = {
    FIELD_ENUM("verdict", verdicts, REQUIRED),
    FIELD_TEXT("reason", 1, 2000, 0),
    FIELD_ENUM_SET("fields", returned_fields, 0),
    FIELD_TEXT("acknowledgement", 1, 2000, 0),
    FIELD_KEY("letter_number", 1, 60, 0),
    FIELD_DATE("letter_on", 0),
    ACTED_ON,
    FIELD_END,
};

static const struct field reason_fields[] = {FIELD_TEXT("reason", 1, 2000, REQUIRED), ACTED_ON, FIELD_END};

static const struct field hold_fields[] = {
    FIELD_ENUM("ground", hold_grounds, REQUIRED),
    FIELD_TEXT("reason", 1, 2000, REQUIRED),
    ACTED_ON,
    FIELD_END,
};

static const struct constraint event_constraints[] = {
    {"nomination_event_reason", "reason", FIELD_ERROR_REQUIRED, NULL},
    {"nomination_event_letter_number_check", "letter_number", FIELD_ERROR_RULE, NULL},
    {"nomination_event_letter_on_check", "letter_on", FIELD_ERROR_RULE, NULL},
    {"nomination_event_fields_check", "fields", FIELD_ERROR_RULE, NULL},
    {0},
};

#define EVENT(actions, of_action) \
    .of = &nomination, .enter = "select nomination_enter($1::uuid, '" actions "'::text[])", .takes_version = true, \
    .sql = "select enter_nomination_event($1::uuid, $2::bigint, " of_action ")", .constraints = event_constraints, \
    .made = &nomination_event

const struct act submission = {EVENT("{submit}", "'submit', $3::date"), .fields = submission_fields};
const struct act review = {
    EVENT("{receive,approve,forward,return,reject}",
          "$3, $9::date, p_reason => $4, p_fields => $5::text[], p_acknowledgement => $6, p_letter_number => $7,\n"
          "    p_letter_on => $8::date"),
    .fields = review_fields};
const struct act withdrawal = {EVENT("{withdraw}", "'withdraw', $4::date, p_reason => $3"), .fields = reason_fields};
const struct act hold = {EVENT("{hold}", "'hold', $5::date, p_reason => $4, p_ground => $3"), .fields = hold_fields};
const struct act resumption = {EVENT("{resume}", "'resume', $4::date, p_reason => $3"), .fields = reason_fields};

const struct act dossier_submission = {
    .of = &dossier,
    .sql = "select submit_dossier($1::uuid, $2::bigint, $3::date)",
    .takes_version = true,
    .fields = submission_fields,
};

/* The view asks what the caller may do, so this read also needs the settings of writes. */
bool work_queue_list(struct req *r)
{
    db_set(&r->session->db, "tdkt.subject", r->session->subject);
    db_set(&r->session->db, "tdkt.write_scope", r->session->write_scope);
    return crud_list(r);
}
