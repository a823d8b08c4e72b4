/* publication: see publication.h. The database checks who may publish, and on which day (schema/functions/63_publication). */
#include "awards/publication.h"

#include "resources/resources.h"

static const struct field fields[] = {FIELD_DATE("published_on", REQUIRED), FIELD_END};

const struct act decision_publication = {
    .of = &decision,
    .enter = "select enter_publication($1::uuid)",
    .sql = "select publish_decision($1::uuid, $2::bigint, $3::date)",
    .takes_version = true,
    .fields = fields,
};
