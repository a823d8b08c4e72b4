/* transfer: see transfer.h. Which unit may receive is the database's word (schema/migrations/0040). */
#include "nominations/transfer.h"

#include "resources/resources.h"

static const struct field fields[] = {FIELD_REF("unit_id", REQUIRED), FIELD_END};

/* Nothing else is open to this caller. */
static const struct standing standing = {
    "select to_json(state), to_json(array[]::text[]) from dossier where id = $1::uuid", 1};

const struct performance dossier_transfer = {
    .of = &dossier,
    .sql = "select transfer_dossier($1::uuid, $2::bigint, $3::uuid)",
    .takes_version = true,
    .fields = fields,
    .standing = &standing,
};
