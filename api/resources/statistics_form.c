/*
 * statistics_form: the statistics forms that a province hands in every year; their rows and columns are in statistics_line.c. The
 * database makes the report from the forms (schema/functions/75_statistics).
 */
#include "resources/fields.h"

static const char *const counted[] = {"award", "campaign", NULL};

static const struct field fields[] = {
    FIELD_KEY("code", 1, 32, REQUIRED | FILTER | SORT),
    FIELD_INT("order", 1, 1000, REQUIRED | SORT),
    FIELD_TEXT("name_vi", 1, 300, REQUIRED),
    FIELD_TEXT("name_en", 1, 300, REQUIRED),
    FIELD_ENUM("counts", counted, FILTER),
    FIELD_VALIDITY(0),
    FIELD_TEXT("note_vi", 1, 1000, 0),
    FIELD_TEXT("note_en", 1, 1000, 0),
    FIELD_SOURCE,
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"statistics_form_valid_to_check", "valid_to", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct resource statistics_form = {
    .name = "statistics-forms",
    .table = "statistics_form",
    .fields = fields,
    .sort = "order,code",
    .is_temporal = true,
    .constraints = constraints,
};
