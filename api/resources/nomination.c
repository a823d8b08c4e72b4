/*
 * nomination: one subject for one award class (đề nghị khen thưởng), the queue of those that wait for somebody, the events
 * of each one's road, and the road itself as data. How a nomination moves is api/nominations/; what may move it, the
 * database's (schema/migrations/0030).
 */
#include "resources/resources.h"

static const char *const states[] = {"draft",    "submitted", "district_review", "province_appraisal",
                                     "public_consultation", "council",   "approved",        "forwarded",
                                     "decided",  "returned",  "on_hold",         "rejected",
                                     "withdrawn", "annulled",  NULL};
static const char *const actions[] = {"submit", "receive", "approve", "forward", "return",   "reject", "hold",
                                      "resume", "pass",    "fail",    "defer",   "withdraw", "decide", "annul",
                                      "reopen", NULL};
static const char *const stages[] = {"unit", "district", "province", "council", NULL};
static const char *const roles[] = {"unit_officer", "district_reviewer", "province_reviewer", "council_reviewer", NULL};
static const char *const origins[] = {"local", "province", NULL};

/* What a reviewer may ask to be corrected: members of a nomination, or its dossier's documents. */
const char *const returned_fields[] = {"award_class_id", "subject_kind", "collective_id", "individual_id",
                                       "year",           "achievement",  "documents",     NULL};

const char *const hold_grounds[] = {"discipline", "inspection", "complaint", NULL};

static const char *const grounds[] = {"discipline",     "inspection",         "complaint",       "false_achievement",
                                      "forged_dossier", "unlawful_procedure", "later_violation", NULL};

#define SHOWN_ENUM(n, names, f) {.name = (n), .type = FIELD_TYPE_ENUM, .flags = READ_ONLY | (f), .values = (names)}
#define SHOWN_SET(n, names) {.name = (n), .type = FIELD_TYPE_ENUM_SET, .flags = READ_ONLY, .values = (names)}
#define SHOWN_REF(n, f) {.name = (n), .type = FIELD_TYPE_UUID, .flags = READ_ONLY | (f)}
#define SHOWN_DATE(n, f) {.name = (n), .type = FIELD_TYPE_DATE, .flags = READ_ONLY | (f)}
#define SHOWN_TEXT(n) {.name = (n), .type = FIELD_TYPE_TEXT, .flags = READ_ONLY}

#define NOMINATION_FIELDS \
    FIELD_KEY("code", 9, 9, READ_ONLY | FILTER), FIELD_REF("dossier_id", REQUIRED | IMMUTABLE | FILTER), \
        FIELD_REF("award_class_id", REQUIRED | FILTER), \
        FIELD_DERIVED("award", "(select c.code from award_class as c where c.id = t.award_class_id)"), \
        FIELD_ENUM("subject_kind", subject_kinds, REQUIRED | FILTER), FIELD_REF("collective_id", FILTER), \
        FIELD_REF("individual_id", FILTER), SHOWN_TEXT("nominee_name"), \
        FIELD_INT("year", 1945, 2100, FILTER | RANGE), FIELD_TEXT("achievement", 0, 4000, 0), \
        SHOWN_ENUM("award_level", award_levels, FILTER), SHOWN_ENUM("state", states, FILTER), \
        SHOWN_DATE("state_on", RANGE), SHOWN_ENUM("waits_for", roles, FILTER), SHOWN_DATE("due_on", RANGE), \
        SHOWN_ENUM("held_state", states, 0), SHOWN_SET("returned_fields", returned_fields), FIELD_JSON("warnings")

#define OVERDUE FIELD_CONDITION("overdue", "coalesce(t.due_on < (select today()), false)")

static const struct field nomination_fields[] = {NOMINATION_FIELDS, FIELD_TIMES, OVERDUE, FIELD_END};

static const struct constraint nomination_constraints[] = {
    {"nomination_once_key", "award_class_id", FIELD_ERROR_UNIQUE, NULL},
    {"nomination_subject_check", "subject_kind", FIELD_ERROR_RULE, "individual → individual_id, else collective_id"},
    {0},
};

const struct resource nomination = {
    .name = "nominations",
    .table = "nomination",
    .fields = nomination_fields,
    .scope = SCOPE_UNITS,
    .scope_field = "dossier_id",
    .search = "name_search",
    .sort = "-created_at",
    .constraints = nomination_constraints,
};

static const struct field queue_fields[] = {
    NOMINATION_FIELDS, SHOWN_DATE("due_by", SORT | RANGE), FIELD_TIMES, OVERDUE, FIELD_END,
};

const struct resource work_queue = {
    .name = "work-queue",
    .table = "work_queue",
    .fields = queue_fields,
    .scope = SCOPE_UNITS,
    .search = "name_search",
    .sort = "due_by",
};

static const struct field event_fields[] = {
    SHOWN_ENUM("action", actions, FILTER),
    SHOWN_ENUM("from_state", states, 0),
    SHOWN_ENUM("to_state", states, 0),
    SHOWN_ENUM("stage", stages, FILTER),
    SHOWN_TEXT("actor"),
    SHOWN_ENUM("actor_role", roles, 0),
    SHOWN_REF("actor_unit_id", 0),
    SHOWN_DATE("acted_on", RANGE),
    {.name = "recorded_at", .type = FIELD_TYPE_TIME, .flags = READ_ONLY | SORT | RANGE},
    SHOWN_TEXT("reason"),
    SHOWN_SET("fields", returned_fields),
    SHOWN_TEXT("acknowledgement"),
    SHOWN_ENUM("ground", grounds, 0),
    SHOWN_TEXT("letter_number"),
    SHOWN_DATE("letter_on", 0),
    SHOWN_REF("decision_id", 0),
    SHOWN_REF("council_item_id", 0),
    FIELD_END,
};

const struct resource nomination_event = {
    .name = "timeline",
    .table = "nomination_event",
    .fields = event_fields,
    .sort = "recorded_at",
    .parent = &nomination,
    .parent_column = "nomination_id",
};

static const struct field transition_fields[] = {
    {.name = "from_state", .type = FIELD_TYPE_ENUM, .flags = READ_ONLY | FILTER | SORT, .values = states},
    {.name = "action", .type = FIELD_TYPE_ENUM, .flags = READ_ONLY | FILTER | SORT, .values = actions},
    SHOWN_ENUM("to_state", states, FILTER),
    SHOWN_SET("roles", roles),
    SHOWN_ENUM("stage", stages, FILTER),
    SHOWN_SET("award_levels", award_levels),
    SHOWN_SET("origins", origins),
    {.name = "consultation", .type = FIELD_TYPE_BOOL, .flags = READ_ONLY},
    {.name = "votes", .type = FIELD_TYPE_BOOL, .flags = READ_ONLY},
    {.name = "needs_reason", .type = FIELD_TYPE_BOOL, .flags = READ_ONLY},
    {.name = "weighs_warnings", .type = FIELD_TYPE_BOOL, .flags = READ_ONLY},
    FIELD_END,
};

const struct resource nomination_transition = {
    .name = "nomination-transitions",
    .table = "nomination_transition",
    .fields = transition_fields,
    .scope = SCOPE_NONE,
    .sort = "from_state,action",
};
