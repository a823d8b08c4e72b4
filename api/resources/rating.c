/*
 * rating: how well a collective or an individual did in a year (kết quả đánh giá, xếp loại hằng năm). Eligibility counts years of
 * a rating; a year without one is unknown, not bad.
 */
#include "resources/fields.h"

static const char *const ratings[] = {"not_completed", "completed_limited", "completed", "good", "excellent", NULL};

static const struct field fields[] = {
    FIELD_REF("collective_id", FILTER),
    FIELD_REF("individual_id", FILTER),
    FIELD_YEAR(REQUIRED | FILTER | RANGE | SORT),
    FIELD_ENUM("rating", ratings, REQUIRED | FILTER),
    FIELD_KEY("decision_number", 1, 60, 0),
    FIELD_DATE("decided_on", 0),
    FIELD_TEXT("note", 0, 1000, 0),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"rating_subject_check", "individual_id", FIELD_ERROR_RULE, NULL},
    {"rating_rating_of_year_check", "rating", FIELD_ERROR_RULE, NULL},
    {"rating_decided_on_check", "decided_on", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct resource rating = {
    .name = "ratings",
    .table = "rating",
    .fields = fields,
    .scope = SCOPE_OWN,
    .scope_field = "collective_id",
    .other_scope_field = "individual_id",
    .sort = "-year",
    .constraints = constraints,
};
