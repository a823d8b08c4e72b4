/*
 * nomination: one subject nominated for one award class (đề nghị khen thưởng); and the work queue: the nominations that wait for
 * somebody, with the same members. The acts are in api/nominations/; the database decides which are allowed
 * (schema/functions/44_nomination_transition).
 */
#include "resources/fields.h"

const char *const nomination_states[] = {"draft",    "submitted", "district_review", "province_appraisal", "public_consultation",
                                         "council",  "approved",  "forwarded",       "decided",            "returned",
                                         "on_hold",  "rejected",  "withdrawn",       "annulled",           NULL};
const char *const nomination_actions[] = {"submit", "receive", "approve", "forward", "return", "reject",
                                          "hold",   "resume",  "pass",    "fail",    "defer",  "withdraw",
                                          "decide", "annul",   "reopen",  NULL};
const char *const nomination_stages[] = {"unit", "district", "province", "council", NULL};
const char *const nomination_roles[] = {"unit_officer", "district_reviewer", "province_reviewer", "council_reviewer",
                                        NULL};

/* What a reviewer may ask to be corrected: members of a nomination, or its dossier's documents or type. */
const char *const returned_fields[] = {"award_class_id", "subject_kind", "collective_id",     "individual_id", "year",
                                       "achievement",    "documents",    "commendation_type", NULL};
const char *const procedures[] = {"full", "simplified", NULL};
const char *const hold_grounds[] = {"discipline", "inspection", "complaint", NULL};

#define NOMINATION_FIELDS \
    FIELD_KEY("code", 9, 9, READ_ONLY | FILTER), FIELD_REF("dossier_id", REQUIRED | IMMUTABLE | FILTER), \
        FIELD_REF("award_class_id", REQUIRED | FILTER), \
        FIELD_KEY_OF("award_class_id", "award_class_code", 1, 16, AWARD_CLASS_CODE_SQL), \
        FIELD_ENUM("subject_kind", subject_kinds, REQUIRED | FILTER), FIELD_REF("collective_id", FILTER), \
        FIELD_REF("individual_id", FILTER), FIELD_SHOWN("nominee_name", FIELD_TYPE_TEXT, 0), \
        FIELD_YEAR(FILTER | RANGE), FIELD_TEXT("achievement", 0, 4000, 0), \
        FIELD_ENUM("award_level", award_levels, READ_ONLY | FILTER), \
        FIELD_ENUM("commendation_type", commendation_types, READ_ONLY | FILTER), \
        FIELD_ENUM("procedure", procedures, READ_ONLY | FILTER), FIELD_SHOWN("procedure_article", FIELD_TYPE_TEXT, 0), \
        FIELD_ENUM("state", nomination_states, READ_ONLY | FILTER), FIELD_DATE("state_on", READ_ONLY | RANGE), \
        FIELD_ENUM("waits_for", nomination_roles, READ_ONLY | FILTER), FIELD_DATE("due_on", READ_ONLY | RANGE), \
        FIELD_BOOL("due_is_estimated", NULL, READ_ONLY), FIELD_ENUM("held_state", nomination_states, READ_ONLY), \
        FIELD_ENUM_SET("returned_fields", returned_fields, READ_ONLY), FIELD_JSON("warnings")

#define OVERDUE FIELD_CONDITION("overdue", "coalesce(t.due_on < (select today()), false)")

static const struct field fields[] = {NOMINATION_FIELDS, FIELD_TIMES, OVERDUE, FIELD_END};

static const struct constraint constraints[] = {
    {"nomination_once_key", "award_class_id", FIELD_ERROR_UNIQUE, NULL},
    {"nomination_subject_check", "subject_kind", FIELD_ERROR_RULE, NULL},
    {"award_class_unknown", "award_class_code", FIELD_ERROR_REFERENCE, NULL},
    {0},
};

const struct resource nomination = {
    .name = "nominations",
    .table = "nomination",
    .fields = fields,
    .scope = SCOPE_OWN,
    .scope_field = "dossier_id",
    .search = "name_search",
    .sort = "-created_at",
    .constraints = constraints,
    .awaits = "select await_subject(coalesce(individual_id, collective_id)) from nomination where id = $1::uuid",
};

static const struct field queue_fields[] = {
    NOMINATION_FIELDS, FIELD_DATE("due_by", READ_ONLY | SORT | RANGE), FIELD_TIMES, OVERDUE, FIELD_END,
};

const struct resource work_queue = {
    .name = "work-queue",
    .table = "work_queue",
    .fields = queue_fields,
    .scope = SCOPE_OWN,
    .search = "name_search",
    .sort = "due_by",
};
