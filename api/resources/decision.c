/*
 * decision: the decisions (quyết định khen thưởng). They are entered with their awards (awards/decision.c) and never deleted.
 */
#include "resources/fields.h"

const char *const decision_authorities[] = {
    "president", "prime_minister", "province_chair", "district_chair", "commune_chair", "agency_head", NULL};
const char *const decision_levels[] = {"state", "province", "district", "commune", NULL};
static const char *const kinds[] = {"award", "annulment", NULL};

static const struct field fields[] = {
    FIELD_FOLDED_KEY("number", 1, 60, REQUIRED, "number_key"),
    FIELD_DATE("signed_on", REQUIRED | SORT | RANGE),
    FIELD_DATE("effective_on", 0),
    FIELD_ENUM("authority", decision_authorities, REQUIRED | FILTER),
    FIELD_ENUM("level", decision_levels, REQUIRED | FILTER),
    FIELD_REF("unit_id", REQUIRED | FILTER),
    FIELD_UNIT_NAME,
    FIELD_TEXT("signer_name", 1, 120, REQUIRED | OF_RECORD),
    FIELD_TEXT("signer_title", 1, 200, OF_RECORD),
    FIELD_TEXT("summary", 0, 1000, OF_RECORD),
    FIELD_DATE("achievement_from", OF_RECORD),
    FIELD_DATE("achievement_to", OF_RECORD),
    FIELD_ENUM("kind", kinds, READ_ONLY | FILTER),
    FIELD_DATE("published_on", 0),
    FIELD_DATE("corrected_on", READ_ONLY | OF_RECORD),
    FIELD_TIMES_OF(OF_RECORD),
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"decision_unit_id_number_signed_on_key", "number", FIELD_ERROR_UNIQUE, NULL},
    {"decision_authority_level_check", "authority", FIELD_ERROR_RULE, NULL},
    {"decision_effective_on_check", "effective_on", FIELD_ERROR_RULE, NULL},
    {"decision_achievement_to_check", "achievement_to", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct resource decision = {
    .name = "decisions",
    .table = "decision",
    .fields = fields,
    .scope = SCOPE_AROUND,
    .scope_field = "unit_id",
    .sort = "-signed_on",
    .constraints = constraints,
    .view = "decision_public",
    .table_readers = RECORD_READERS,
};
