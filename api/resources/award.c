/*
 * award: decisions (quyết định khen thưởng), the awards under them with name, position and unit as they stood, and what was
 * stated about awards without records ("nhiều"). Decisions and awards are entered together (awards/decision.c) and never deleted.
 */
#include "access.h"
#include "resources/resources.h"

const char *const decision_authorities[] = {"president",     "prime_minister", "province_chair", "district_chair",
                                            "commune_chair", "agency_head",    NULL};
const char *const decision_levels[] = {"state", "province", "district", "commune", NULL};

static const char *const decision_kinds[] = {"award", "annulment", NULL};

/* Who reads records as they are; a reader sees what stands in decision_public and award_public (schema/migrations/0073). */
enum {
    RECORD_READERS = ROLE_UNIT_OFFICER | ROLE_DISTRICT_REVIEWER | ROLE_PROVINCE_REVIEWER | ROLE_COUNCIL_REVIEWER | ROLE_AUDITOR,
    OF_RECORD = READ_BY(RECORD_READERS),
};

#define UNIT_NAME FIELD_DERIVED("unit_name", "(select u.name from unit as u where u.id = t.unit_id)")

static const struct field decision_fields[] = {
    FIELD_FOLDED_KEY("number", 1, 60, REQUIRED, "number_key"),
    FIELD_DATE("signed_on", REQUIRED | SORT | RANGE),
    FIELD_DATE("effective_on", 0),
    FIELD_ENUM("authority", decision_authorities, REQUIRED | FILTER),
    FIELD_ENUM("level", decision_levels, REQUIRED | FILTER),
    FIELD_REF("unit_id", REQUIRED | FILTER),
    UNIT_NAME,
    FIELD_TEXT("signer_name", 1, 120, REQUIRED | OF_RECORD),
    FIELD_TEXT("signer_title", 1, 200, OF_RECORD),
    FIELD_TEXT("summary", 0, 1000, OF_RECORD),
    FIELD_DATE("achievement_from", OF_RECORD),
    FIELD_DATE("achievement_to", OF_RECORD),
    {.name = "kind", .type = FIELD_TYPE_ENUM, .flags = READ_ONLY | FILTER, .values = decision_kinds},
    FIELD_DATE("published_on", 0),
    FIELD_DATE("corrected_on", READ_ONLY | OF_RECORD),
    FIELD_TIMES_OF(OF_RECORD),
    FIELD_END,
};

static const struct constraint decision_constraints[] = {
    {"decision_unit_id_number_signed_on_key", "number", FIELD_ERROR_UNIQUE, NULL},
    {"decision_authority_level_check", "authority", FIELD_ERROR_RULE, "authority ↔ level"},
    {"decision_effective_on_check", "effective_on", FIELD_ERROR_RULE, "effective_on >= signed_on"},
    {"decision_achievement_to_check", "achievement_to", FIELD_ERROR_RULE, "achievement_to >= achievement_from"},
    {0},
};

const struct resource decision = {
    .name = "decisions",
    .table = "decision",
    .fields = decision_fields,
    .scope = SCOPE_PROVINCE,
    .scope_field = "unit_id",
    .sort = "-signed_on",
    .constraints = decision_constraints,
    .view = "decision_public",
    .table_readers = RECORD_READERS,
};

static const char *const award_states[] = {"valid", "annulled", NULL};

static const struct field award_fields[] = {
    FIELD_KEY("code", 9, 9, READ_ONLY | OF_RECORD),
    {.name = "decision_id", .type = FIELD_TYPE_UUID, .flags = READ_ONLY | FILTER},
    {.name = "nomination_id", .type = FIELD_TYPE_UUID, .flags = READ_ONLY | FILTER, .readers = RECORD_READERS},
    FIELD_REF("award_class_id", FILTER),
    FIELD_DERIVED("award", "(select c.code from award_class as c where c.id = t.award_class_id)"),
    FIELD_ENUM("subject_kind", subject_kinds, REQUIRED | FILTER),
    FIELD_REF("collective_id", FILTER | OF_RECORD),
    FIELD_REF("individual_id", FILTER | OF_RECORD),
    FIELD_TEXT("recipient_name", 1, 200, 0),
    FIELD_TEXT("recipient_position", 1, 200, OF_RECORD),
    FIELD_TEXT("recipient_unit_name", 1, 300, OF_RECORD),
    FIELD_REF("unit_id", FILTER),
    UNIT_NAME,
    FIELD_TEXT("achievement", 0, 4000, OF_RECORD),
    FIELD_INT("year", 1945, 2100, FILTER | RANGE),
    {.name = "signed_on", .type = FIELD_TYPE_DATE, .flags = READ_ONLY | SORT | RANGE},
    FIELD_DERIVED("decision_number", "(select d.number from decision as d where d.id = t.decision_id)"),
    {.name = "state", .type = FIELD_TYPE_ENUM, .flags = READ_ONLY | FILTER, .values = award_states},
    {.name = "commendation_type", .type = FIELD_TYPE_ENUM, .flags = READ_ONLY | FILTER, .values = commendation_types},
    {.name = "bonus_coefficient", .type = FIELD_TYPE_DECIMAL, .flags = READ_ONLY, .readers = RECORD_READERS},
    {.name = "base_salary", .type = FIELD_TYPE_INT, .flags = READ_ONLY, .readers = RECORD_READERS},
    {.name = "bonus", .type = FIELD_TYPE_INT, .flags = READ_ONLY, .readers = RECORD_READERS},
    FIELD_TEXT("acknowledgement", 1, 2000, READ_ONLY | OF_RECORD),
    FIELD_DATE("corrected_on", READ_ONLY | OF_RECORD),
    FIELD_TIMES_OF(OF_RECORD),
    FIELD_END,
};

#define AWARD_ROWS \
    .name = "awards", .table = "award", .fields = award_fields, .scope = SCOPE_UNITS, .scope_field = "unit_id", \
    .search = "recipient_name_search", .sort = "-signed_on", .view = "award_public", .table_readers = RECORD_READERS

const struct resource award = {AWARD_ROWS};
const struct resource collective_award = {AWARD_ROWS, .parent = &collective, .parent_column = "collective_id"};
const struct resource individual_award = {AWARD_ROWS, .parent = &individual, .parent_column = "individual_id"};

const char *const annulment_grounds[] = {"false_achievement", "forged_dossier", "unlawful_procedure", "later_violation",
                                         NULL};

static const struct field annulment_fields[] = {
    FIELD_REF("award_id", READ_ONLY),
    FIELD_REF("decision_id", READ_ONLY),
    FIELD_DERIVED("decision_number", "(select d.number from decision as d where d.id = t.decision_id)"),
    {.name = "signed_on", .type = FIELD_TYPE_DATE, .flags = READ_ONLY,
     .read = "(select d.signed_on from decision as d where d.id = t.decision_id)"},
    {.name = "ground", .type = FIELD_TYPE_ENUM, .flags = READ_ONLY, .values = annulment_grounds},
    FIELD_TEXT("reason", 1, 2000, READ_ONLY),
    FIELD_TIMES,
    FIELD_END,
};

const struct resource annulment = {.name = "annulment", .table = "annulment", .fields = annulment_fields};

static const char *const dependant_kinds[] = {"award", "nomination", NULL};

static const struct field dependant_fields[] = {
    {.name = "kind", .type = FIELD_TYPE_ENUM, .flags = READ_ONLY | FILTER, .values = dependant_kinds},
    FIELD_KEY("code", 9, 9, READ_ONLY),
    FIELD_REF("award_class_id", READ_ONLY),
    FIELD_DERIVED("award", "(select c.code from award_class as c where c.id = t.award_class_id)"),
    FIELD_INT("year", 1945, 2100, READ_ONLY),
    FIELD_DERIVED("state", NULL),
    {.name = "counted_on", .type = FIELD_TYPE_DATE, .flags = READ_ONLY | SORT | RANGE},
    FIELD_END,
};

const struct resource award_dependant = {
    .name = "dependants",
    .table = "award_dependant",
    .fields = dependant_fields,
    .sort = "counted_on",
    .parent = &award,
    .parent_column = "on_award_id",
    .is_of_others = true,
};

static const struct field statement_fields[] = {
    FIELD_REF("cluster_id", FILTER),
    FIELD_REF("unit_id", REQUIRED | FILTER),
    FIELD_REF("award_class_id", REQUIRED | FILTER),
    FIELD_ENUM("subject_kind", subject_kinds, REQUIRED | FILTER),
    FIELD_DATE("period_from", REQUIRED | SORT | RANGE),
    FIELD_DATE("period_to", REQUIRED | RANGE),
    FIELD_INT("count", 0, 1000000000, 0),
    FIELD_TEXT("stated", 1, 60, 0),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint statement_constraints[] = {
    {"award_statement_said_check", "stated", FIELD_ERROR_REQUIRED, NULL},
    {"award_statement_key", "period_from", FIELD_ERROR_UNIQUE, NULL},
    {"award_statement_period_to_check", "period_to", FIELD_ERROR_RULE, "period_to >= period_from"},
    {0},
};

const struct resource award_statement = {
    .name = "award-statements",
    .table = "award_statement",
    .fields = statement_fields,
    .scope = SCOPE_PROVINCE,
    .scope_field = "unit_id",
    .sort = "-period_from",
    .constraints = statement_constraints,
};
