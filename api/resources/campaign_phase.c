/* campaign_phase: a part of a campaign's period with a name of its own (giai đoạn), such as its first year. */
#include "resources/resources.h"

static const struct field fields[] = {
    FIELD_REF("campaign_id", READ_ONLY),
    FIELD_TEXT("name", 1, 200, REQUIRED | SORT),
    FIELD_DATE("starts_on", REQUIRED | SORT | RANGE),
    FIELD_DATE("ends_on", REQUIRED | RANGE),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"campaign_phase_ends_on_check", "ends_on", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct resource campaign_phase = {
    .name = "phases",
    .table = "campaign_phase",
    .fields = fields,
    .scope = SCOPE_AROUND,
    .sort = "starts_on",
    .parent = &campaign,
    .parent_column = "campaign_id",
    .constraints = constraints,
};
