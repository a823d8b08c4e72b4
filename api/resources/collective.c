/* collective: a unit or team that can be nominated for an award (tập thể). */
#include "resources/resources.h"

const char *const collective_kinds[] = {"agency",      "organisation",      "school",      "enterprise", "health",
                                        "armed_force", "commune_authority", "residential", "household",  "other",
                                        NULL};
static const char *const states[] = {"active", "merged", "dissolved", NULL};

static const struct field fields[] = {
    FIELD_KEY("code", 1, 32, REQUIRED | FILTER),
    FIELD_TEXT("name", 1, 200, REQUIRED | SORT),
    FIELD_TEXT("short_name", 1, 80, 0),
    FIELD_REF("unit_id", REQUIRED | FILTER),
    FIELD_REF("parent_id", FILTER),
    FIELD_ENUM("kind", collective_kinds, REQUIRED | FILTER),
    FIELD_INT("headcount", 0, 1000000, RANGE),
    FIELD_INT("women_count", 0, 1000000, 0),
    FIELD_DATE("founded_on", 0),
    FIELD_STATE("state", states, "active", FILTER),
    FIELD_KEY("agency_code", 1, 40, FILTER),
    FIELD_TEXT("address", 0, 300, 0),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"collective_women_count_headcount_check", "women_count", FIELD_ERROR_RULE, NULL},
    {"collective_parent_id_check", "parent_id", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct resource collective = {
    .name = "collectives",
    .table = "collective",
    .fields = fields,
    .scope = SCOPE_OWN,
    .scope_field = "unit_id",
    .search = "name_search",
    .sort = "name",
    .search_sort = "-created_at",
    .constraints = constraints,
};
