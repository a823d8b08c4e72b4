/* act: see act.h. */
#include "targets/act.h"

#include "resources/resources.h"

static const struct field no_fields[] = {FIELD_END};
static const struct field return_fields[] = {FIELD_TEXT("reason", 1, 2000, REQUIRED), FIELD_END};

/* A member that is missing or null stays as it is. */
static const struct field amendment_fields[] = {
    FIELD_TEXT("reason", 1, 2000, REQUIRED),
    FIELD_ENUM("direction", target_directions, 0),
    FIELD_DECIMAL("registered_value", 0),
    FIELD_DECIMAL("weight", 0),
    FIELD_DATE("starts_on", 0),
    FIELD_DATE("due_on", 0),
    {.name = "priority", .type = FIELD_TYPE_BOOL},
    FIELD_TEXT("note", 0, 2000, 0),
    FIELD_END,
};

static const struct constraint amendment_constraints[] = {
    {"campaign_target_indicator_id_agrees", "direction", FIELD_ERROR_RULE, NULL},
    {"campaign_target_weight_check", "weight", FIELD_ERROR_RULE, NULL},
    {"campaign_target_starts_on_check", "starts_on", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct act target_confirmation = {
    .of = &campaign_target,
    .enter = "select target_enter($1::uuid, 'confirm')",
    .sql = "select confirm_target($1::uuid, $2::bigint)",
    .takes_version = true,
    .fields = no_fields,
};

const struct act target_return = {
    .of = &campaign_target,
    .enter = "select target_enter($1::uuid, 'return')",
    .sql = "select return_target($1::uuid, $2::bigint, $3)",
    .takes_version = true,
    .fields = return_fields,
};

const struct act target_amendment = {
    .of = &campaign_target,
    .enter = "select target_enter($1::uuid, 'amend')",
    .sql = "select amend_target($1::uuid, $2::bigint, $3, $4, $5::numeric, $6::numeric, $7::date, $8::date, $9::boolean,\n"
           "    $10)",
    .takes_version = true,
    .fields = amendment_fields,
    .constraints = amendment_constraints,
};
