/*
 * award_rule: the law as dated data: the rules of each award class, one sentence of the law per row. A rule says what makes a
 * subject eligible, how a council votes, who decides, or what money goes with the award. The database decides, column by column,
 * which members each kind has (schema/migrations/0003_law).
 */
#include "resources/fields.h"

static const char *const kinds[] = {"held_award",   "consecutive_award", "rating_years", "rating_count", "initiatives",
                                    "unit_age",     "member_share",      "member_award", "judgement",    "unread",
                                    "vote",         "bonus",             "quota",        "consultation", "authority",
                                    "simplified",   "tie_break",         NULL};
static const char *const ratings[] = {"completed_limited", "completed", "good", "excellent", NULL};

/* A yes or no that only some kinds of rule have. */
#define FIELD_ANSWER(n) {.name = (n), .type = FIELD_TYPE_BOOL}

static const struct field fields[] = {
    FIELD_REF("award_class_id", READ_ONLY),
    FIELD_ENUM("kind", kinds, REQUIRED | FILTER | SORT),
    FIELD_ENUM("subject_kind", subject_kinds, FILTER),
    FIELD_VALIDITY(SORT),
    FIELD_KEY("path", 1, 11, FILTER),
    FIELD_REF("needs_award_class_id", FILTER),
    FIELD_INT("least", 1, 1000, 0),
    FIELD_INT("years", 1, 100, 0),
    FIELD_ENUM("rating", ratings, 0),
    FIELD_ENUM("initiative_level", initiative_levels, 0),
    FIELD_INT("permille", 1, 1000, 0),
    FIELD_INT("quorum_permille", 1, 1000, 0),
    FIELD_ANSWER("secret"),
    FIELD_ANSWER("written_allowed"),
    FIELD_ANSWER("recusal_shrinks"),
    FIELD_ENUM("authority", decision_authorities, 0),
    FIELD_DECIMAL("coefficient", 0),
    FIELD_INT("working_days", 1, 365, 0),
    FIELD_ENUM("commendation_type", commendation_types, FILTER),
    FIELD_TEXT("text_vi", 1, 1000, REQUIRED),
    FIELD_TEXT("text_en", 1, 1000, REQUIRED),
    FIELD_ARTICLE,
    FIELD_SOURCE,
    FIELD_REF("unit_id", IMMUTABLE | FILTER),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"award_rule_award_class_id_fkey", "award_class_id", FIELD_ERROR_REFERENCE, NULL},
    {"award_rule_needs_award_class_id_fkey", "needs_award_class_id", FIELD_ERROR_REFERENCE, NULL},
    {"award_rule_needs_award_class_id_check", "needs_award_class_id", FIELD_ERROR_RULE, NULL},
    {"award_rule_path_check", "path", FIELD_ERROR_RULE, NULL},
    {"award_rule_least_check", "least", FIELD_ERROR_RULE, NULL},
    {"award_rule_years_check", "years", FIELD_ERROR_RULE, NULL},
    {"award_rule_rating_check", "rating", FIELD_ERROR_RULE, NULL},
    {"award_rule_initiative_level_check", "initiative_level", FIELD_ERROR_RULE, NULL},
    {"award_rule_permille_check", "permille", FIELD_ERROR_RULE, NULL},
    {"award_rule_quorum_permille_check", "quorum_permille", FIELD_ERROR_RULE, NULL},
    {"award_rule_secret_check", "secret", FIELD_ERROR_RULE, NULL},
    {"award_rule_written_allowed_check", "written_allowed", FIELD_ERROR_RULE, NULL},
    {"award_rule_recusal_shrinks_check", "recusal_shrinks", FIELD_ERROR_RULE, NULL},
    {"award_rule_authority_check", "authority", FIELD_ERROR_RULE, NULL},
    {"award_rule_coefficient_check", "coefficient", FIELD_ERROR_RULE, NULL},
    {"award_rule_working_days_check", "working_days", FIELD_ERROR_RULE, NULL},
    {"award_rule_commendation_type_check", "commendation_type", FIELD_ERROR_RULE, NULL},
    {"award_rule_valid_to_check", "valid_to", FIELD_ERROR_RULE, NULL},
    {"award_rule_period_excl", "valid_from", FIELD_ERROR_UNIQUE, NULL},
    {0},
};

const struct resource award_rule = {
    .name = "rules",
    .table = "award_rule",
    .fields = fields,
    .sort = "kind,valid_from",
    .is_temporal = true,
    .parent = &award_class,
    .parent_column = "award_class_id",
    .constraints = constraints,
};
