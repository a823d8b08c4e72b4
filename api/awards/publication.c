/* publication: see publication.h. Who may, and on which day, is the database's word (schema/functions/63_publication). */
#include "awards/publication.h"

#include "resources/resources.h"

static const struct field fields[] = {FIELD_DATE("published_on", REQUIRED), FIELD_END};

/* Published once, nothing more is open. */
static const struct standing standing = {
    .sql = "select to_json(case when t.published_on is null then 'recorded' else 'published' end),\n"
           "    to_json(case when t.published_on is null then array['publication'] else array[]::text[] end)\n"
           "from decision as t\n"
           "where t.id = $1::uuid",
    .captures = 1,
};

const struct act decision_publication = {
    .of = &decision,
    .enter = "select enter_publication($1::uuid)",
    .sql = "select publish_decision($1::uuid, $2::bigint, $3::date)",
    .takes_version = true,
    .fields = fields,
    .standing = &standing,
};
