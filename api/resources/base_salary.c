/* base_salary: the base salary of officials (lương cơ sở) in đồng, by date. A bonus is its coefficient times this amount. */
#include "resources/fields.h"

static const struct field fields[] = {
    FIELD_INT("amount", 1, 1000000000, REQUIRED),
    FIELD_VALIDITY(SORT),
    FIELD_ARTICLE,
    FIELD_SOURCE,
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"base_salary_valid_to_check", "valid_to", FIELD_ERROR_RULE, NULL},
    {"base_salary_period_excl", "valid_from", FIELD_ERROR_UNIQUE, NULL},
    {0},
};

const struct resource base_salary = {
    .name = "base-salaries",
    .table = "base_salary",
    .fields = fields,
    .sort = "valid_from",
    .is_temporal = true,
    .constraints = constraints,
};
