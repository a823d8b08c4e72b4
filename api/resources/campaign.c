/*
 * campaign: emulation movements (phong trào thi đua), regular or thematic, under which units register targets. A draft is launched by
 * an act (api/campaigns).
 */
#include "resources/resources.h"

static const char *const states[] = {"draft", "launched", NULL};
const char *const campaign_kinds[] = {"regular", "thematic", NULL};

static const struct field campaign_fields[] = {
    FIELD_KEY("code", 1, 32, REQUIRED | FILTER | SORT),
    FIELD_TEXT("name", 1, 300, REQUIRED | SORT),
    FIELD_ENUM("kind", campaign_kinds, REQUIRED | FILTER),
    FIELD_REF("unit_id", REQUIRED | FILTER),
    FIELD_REF("cluster_id", FILTER),
    FIELD_DATE("starts_on", REQUIRED | SORT | RANGE),
    FIELD_DATE("ends_on", RANGE),
    FIELD_DATE("review_on", RANGE),
    FIELD_REF("parent_id", FILTER),
    FIELD_TEXT("goals", 0, 4000, 0),
    FIELD_ENUM("state", states, READ_ONLY | FILTER),
    FIELD_SHOWN("launched_by", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("launched_at", FIELD_TYPE_TIME, 0),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint campaign_constraints[] = {
    {"campaign_ends_on_check", "ends_on", FIELD_ERROR_RULE, NULL},
    {"campaign_review_on_check", "review_on", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct resource campaign = {
    .name = "campaigns",
    .table = "campaign",
    .fields = campaign_fields,
    .scope = SCOPE_AROUND,
    .scope_field = "unit_id",
    .search = "name_search",
    .sort = "-starts_on",
    .constraints = campaign_constraints,
};
