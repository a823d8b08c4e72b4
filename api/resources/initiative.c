/* initiative: a person's initiative, research, invention or feat of arms (sáng kiến, đề tài, sáng chế, chiến công), as recognised. */
#include "resources/fields.h"

static const char *const kinds[] = {"initiative", "research", "invention", "combat_merit", NULL};
const char *const initiative_levels[] = {"base", "district", "province", "national", NULL};

static const struct field fields[] = {
    FIELD_REF("individual_id", REQUIRED | FILTER),
    FIELD_ENUM("kind", kinds, REQUIRED | FILTER),
    FIELD_TEXT("title", 1, 500, REQUIRED),
    FIELD_ENUM("level", initiative_levels, REQUIRED | FILTER),
    FIELD_YEAR(REQUIRED | FILTER | RANGE | SORT),
    FIELD_DATE("recognised_on", 0),
    FIELD_KEY("decision_number", 1, 60, 0),
    FIELD_TEXT("recognised_by", 1, 200, 0),
    FIELD_TIMES,
    FIELD_END,
};

const struct resource initiative = {
    .name = "initiatives",
    .table = "initiative",
    .fields = fields,
    .scope = SCOPE_OWN,
    .scope_field = "individual_id",
    .sort = "-year",
};
