/* correction: see correction.h. The body is {"reason": …, "changes": {member: new value}}; null empties a member. */
#include "awards/correction.h"

#include "resources/fields.h"
#include "rest/nested.h"

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
    FIELD_YEAR(REQUIRED),
    FIELD_ENUM("commendation_type", commendation_types, REQUIRED),
    FIELD_TEXT("acknowledgement", 1, 2000, 0),
    FIELD_END,
};

static const struct constraint decision_constraints[] = {
    {"decision_unit_id_number_signed_on_key", "number", FIELD_ERROR_UNIQUE, NULL},
    {"decision_effective_on_check", "effective_on", FIELD_ERROR_RULE, NULL},
    {"decision_achievement_to_check", "achievement_to", FIELD_ERROR_RULE, NULL},
    {0},
};

static const struct constraint award_constraints[] = {
    {"award_subject_check", "subject_kind", FIELD_ERROR_RULE, NULL},
    {0},
};

static const struct field reason_fields[] = {FIELD_TEXT("reason", 1, 2000, REQUIRED), FIELD_END};
static const struct field no_fields[] = {FIELD_END};

static const struct nested changes_of_decision = {.name = "changes", .fields = decision_changes, .is_object = true};
static const struct nested changes_of_award = {.name = "changes", .fields = award_changes, .is_object = true};

#define ASKS \
    .takes_version = true, .fields = reason_fields, .made = &correction, .made_at = "/v1/corrections", .shows_made = true

const struct act decision_correction = {
    ASKS,
    .of = &decision,
    .enter = "select enter_decision_correction($1::uuid)",
    .sql = "select ask_decision_correction($1::uuid, $2::bigint, $4::jsonb, $3)",
    .nested = &changes_of_decision,
    .constraints = decision_constraints,
    .stand_in = "signed_on", /* of the rules of its awards that the new day does not meet */
};

const struct act award_correction = {
    ASKS,
    .of = &award,
    .enter = "select enter_award_correction($1::uuid)",
    .sql = "select ask_award_correction($1::uuid, $2::bigint, $4::jsonb, $3)",
    .nested = &changes_of_award,
    .constraints = award_constraints,
};

#define ANSWER(function, parameters) \
    .of = &correction, .sql = "select " function "($1::uuid, $2::bigint" parameters ")", .takes_version = true

/* The confirmation checks all rules again: the record may have changed since the correction was asked for. */
const struct act correction_confirmation = {
    ANSWER("confirm_correction", ""), .enter = "select enter_correction_answer($1::uuid)", .fields = no_fields};
const struct act correction_refusal = {
    ANSWER("refuse_correction", ", $3"), .enter = "select enter_correction_answer($1::uuid)", .fields = reason_fields};
const struct act correction_withdrawal = {
    ANSWER("withdraw_correction", ""), .enter = "select enter_correction_withdrawal($1::uuid)", .fields = no_fields};
