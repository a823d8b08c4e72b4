/*
 * award: the awards given by a decision, with name, position and unit of the recipient as they were then. They are entered with
 * their decision (awards/decision.c) and never deleted. The same rows are also listed by collective and by individual.
 */
#include "resources/fields.h"

static const char *const states[] = {"valid", "annulled", NULL};

static const struct field fields[] = {
    FIELD_KEY("code", 9, 9, READ_ONLY | OF_RECORD),
    FIELD_REF("decision_id", READ_ONLY | FILTER),
    FIELD_REF("nomination_id", READ_ONLY | FILTER | OF_RECORD),
    FIELD_REF("award_class_id", FILTER),
    FIELD_AWARD_CLASS_CODE,
    FIELD_ENUM("subject_kind", subject_kinds, REQUIRED | FILTER),
    FIELD_REF("collective_id", FILTER | OF_RECORD),
    FIELD_REF("individual_id", FILTER | OF_RECORD),
    FIELD_TEXT("recipient_name", 1, 200, 0),
    FIELD_TEXT("recipient_position", 1, 200, OF_RECORD),
    FIELD_TEXT("recipient_unit_name", 1, 300, OF_RECORD),
    FIELD_REF("unit_id", FILTER),
    FIELD_UNIT_NAME,
    FIELD_TEXT("achievement", 0, 4000, OF_RECORD),
    FIELD_YEAR(FILTER | RANGE),
    FIELD_DATE("signed_on", READ_ONLY | SORT | RANGE),
    FIELD_DERIVED("decision_number", "(select d.number from decision as d where d.id = t.decision_id)"),
    FIELD_ENUM("state", states, READ_ONLY | FILTER),
    FIELD_ENUM("commendation_type", commendation_types, READ_ONLY | FILTER),
    FIELD_DECIMAL("bonus_coefficient", READ_ONLY | OF_RECORD),
    FIELD_SHOWN("base_salary", FIELD_TYPE_INT, OF_RECORD),
    FIELD_SHOWN("bonus", FIELD_TYPE_INT, OF_RECORD),
    FIELD_TEXT("acknowledgement", 1, 2000, READ_ONLY | OF_RECORD),
    FIELD_DATE("corrected_on", READ_ONLY | OF_RECORD),
    FIELD_TIMES_OF(OF_RECORD),
    FIELD_END,
};

#define AWARD_ROWS \
    .name = "awards", .table = "award", .fields = fields, .scope = SCOPE_OWN, .scope_field = "unit_id", \
    .search = "recipient_name_search", .sort = "-signed_on", .view = "award_public", .table_readers = RECORD_READERS

const struct resource award = {AWARD_ROWS};
const struct resource collective_award = {AWARD_ROWS, .parent = &collective, .parent_column = "collective_id"};
const struct resource individual_award = {AWARD_ROWS, .parent = &individual, .parent_column = "individual_id"};
