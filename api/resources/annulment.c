/* annulment: says that an award was taken back, by which decision and why. awards/annulment.c makes it. */
#include "resources/resources.h"

const char *const annulment_grounds[] = {"false_achievement", "forged_dossier", "unlawful_procedure", "later_violation",
                                         NULL};

static const struct field fields[] = {
    FIELD_REF("award_id", READ_ONLY),
    FIELD_REF("decision_id", READ_ONLY),
    FIELD_DERIVED("decision_number", "(select d.number from decision as d where d.id = t.decision_id)"),
    {.name = "signed_on", .type = FIELD_TYPE_DATE, .flags = READ_ONLY,
     .read = "(select d.signed_on from decision as d where d.id = t.decision_id)"},
    FIELD_ENUM("ground", annulment_grounds, READ_ONLY),
    FIELD_TEXT("reason", 1, 2000, READ_ONLY),
    FIELD_TIMES,
    FIELD_END,
};

const struct resource annulment = {.name = "annulment", .table = "annulment", .fields = fields};
