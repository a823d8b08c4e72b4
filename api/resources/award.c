/*
 * award: the awards given by a decision, with name, position and unit of the recipient as they were then. They are entered with
 * their decision (awards/decision.c) and never deleted. The same rows are also listed by collective and by individual.
 */
#include "resources/fields.h"

static const char *const states[] = {"valid", "annulled", NULL};

/* The arguments say how to read the code of the class, the name of the unit and the number of the decision. */
#define AWARD_FIELDS(class_code, name_of_unit, number) \
    FIELD_KEY("code", 9, 9, READ_ONLY | OF_RECORD), \
    FIELD_REF("decision_id", READ_ONLY | FILTER), \
    FIELD_REF("nomination_id", READ_ONLY | FILTER | OF_RECORD), \
    FIELD_REF("award_class_id", FILTER), \
    class_code, \
    FIELD_ENUM("subject_kind", subject_kinds, REQUIRED | FILTER), \
    FIELD_REF("collective_id", FILTER | OF_RECORD), \
    FIELD_REF("individual_id", FILTER | OF_RECORD), \
    FIELD_TEXT("recipient_name", 1, 200, 0), \
    FIELD_TEXT("recipient_position", 1, 200, OF_RECORD), \
    FIELD_TEXT("recipient_unit_name", 1, 300, OF_RECORD), \
    FIELD_REF("unit_id", FILTER), \
    name_of_unit, \
    FIELD_TEXT("achievement", 0, 4000, OF_RECORD), \
    FIELD_YEAR(FILTER | RANGE), \
    FIELD_DATE("signed_on", READ_ONLY | SORT | RANGE), \
    number, \
    FIELD_ENUM("state", states, READ_ONLY | FILTER), \
    FIELD_ENUM("commendation_type", commendation_types, READ_ONLY | FILTER), \
    FIELD_DECIMAL("bonus_coefficient", READ_ONLY | OF_RECORD), \
    FIELD_SHOWN("base_salary", FIELD_TYPE_INT, OF_RECORD), \
    FIELD_SHOWN("bonus", FIELD_TYPE_INT, OF_RECORD), \
    FIELD_TEXT("acknowledgement", 1, 2000, READ_ONLY | OF_RECORD), \
    FIELD_DATE("corrected_on", READ_ONLY | OF_RECORD), \
    FIELD_TIMES_OF(OF_RECORD), \
    FIELD_END

static const struct field fields[] = {AWARD_FIELDS(
    FIELD_AWARD_CLASS_CODE, FIELD_UNIT_NAME,
    FIELD_DERIVED("decision_number", "(select d.number from decision as d where d.id = t.decision_id)"))};

/* The rows of held_award, which has these names itself: the caller may not see the class, unit or decision of another unit's award. */
static const struct field held_fields[] = {AWARD_FIELDS(
    FIELD_SHOWN("award_class_code", FIELD_TYPE_TEXT, 0), FIELD_SHOWN("unit_name", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("decision_number", FIELD_TYPE_TEXT, 0))};

#define FOUND_BY .search = "recipient_name_search", .sort = "-signed_on", .scope_field = "unit_id"

const struct resource award = {
    .name = "awards", .table = "award", .fields = fields, .scope = SCOPE_OWN, FOUND_BY, .view = "award_public",
    .table_readers = RECORD_READERS};

/* A caller who sees the subject sees its whole history, so the scope of the award's own unit is not asked for. */
#define HELD .name = "awards", .table = "held_award", .fields = held_fields, .scope = SCOPE_NONE, FOUND_BY
const struct resource collective_award = {HELD, .parent = &collective, .parent_column = "collective_id"};
const struct resource individual_award = {HELD, .parent = &individual, .parent_column = "individual_id"};
