/* holiday: days on which offices are closed, and days on which they are open to make up for one. */
#include "resources/fields.h"

static const char *const kinds[] = {"holiday", "make_up", NULL};

static const struct field fields[] = {
    FIELD_DATE("on_date", REQUIRED | FILTER | SORT | RANGE),
    FIELD_TEXT("name_vi", 1, 200, REQUIRED),
    FIELD_TEXT("name_en", 1, 200, REQUIRED),
    FIELD_STATE("kind", kinds, "holiday", FILTER),
    FIELD_ARTICLE,
    FIELD_SOURCE,
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"holiday_make_up_check", "kind", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct resource holiday = {
    .name = "holidays",
    .table = "holiday",
    .fields = fields,
    .sort = "on_date",
    .constraints = constraints,
};
