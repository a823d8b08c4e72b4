/* cluster_year: what a cluster agrees on for a year: its pact, its number of flags, how it scores. */
#include "resources/fields.h"

static const struct field fields[] = {
    FIELD_REF("cluster_id", READ_ONLY),
    FIELD_YEAR(REQUIRED | IMMUTABLE | FILTER | SORT),
    FIELD_TEXT("pact", 0, 20000, 0),
    FIELD_DATE("pact_signed_on", 0),
    FIELD_TEXT("pact_location", 1, 1000, 0),
    {.name = "flag_places", .type = FIELD_TYPE_INT, .flags = SET, .least = 0, .most = 50, .preset = "1"},
    FIELD_TEXT("scoring_method", 0, 4000, 0),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"cluster_year_pact_location_check", "pact_location", FIELD_ERROR_FORMAT, "URI (RFC 3986)"},
    {0},
};

const struct resource cluster_year = {
    .name = "years",
    .table = "cluster_year",
    .fields = fields,
    .scope = SCOPE_AROUND,
    .sort = "year,created_at",
    .parent = &cluster,
    .parent_column = "cluster_id",
    .constraints = constraints,
};
