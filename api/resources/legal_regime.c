/* legal_regime: the laws of emulation and commendation, each with the days on which it is in force (read only). */
#include "resources/fields.h"

const char *const confidences[] = {"S", "S-local", "C", "P", "M", "none", NULL};

static const struct field fields[] = {
    FIELD_KEY("code", 1, 16, REQUIRED | FILTER | SORT),
    FIELD_TEXT("name_vi", 1, 200, REQUIRED),
    FIELD_TEXT("name_en", 1, 200, REQUIRED),
    FIELD_VALIDITY(SORT),
    FIELD_ARTICLE,
    FIELD_SOURCE,
    FIELD_TIMES,
    FIELD_END,
};

const struct resource legal_regime = {
    .name = "legal-regimes",
    .table = "legal_regime",
    .fields = fields,
    .sort = "valid_from",
    .is_temporal = true,
};
