/* launch: see launch.h. */
#include "campaigns/launch.h"

#include "resources/resources.h"

static const struct field no_fields[] = {FIELD_END};

const struct act campaign_launch = {
    .of = &campaign,
    .enter = "select campaign_enter($1::uuid)",
    .sql = "select launch_campaign($1::uuid, $2::bigint)",
    .takes_version = true,
    .fields = no_fields,
};
