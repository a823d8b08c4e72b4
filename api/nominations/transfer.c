/* transfer: see transfer.h. Which unit may receive is the database's word (schema/functions/40_dossier). */
#include "nominations/transfer.h"

#include "resources/resources.h"

static const struct field fields[] = {FIELD_REF("unit_id", REQUIRED), FIELD_END};

/* Nothing else is open to this caller. */
static const struct standing standing = {
    .sql = "select to_json(state), to_json(array[]::text[]) from dossier where id = $1::uuid",
    .captures = 1,
};

const struct act dossier_transfer = {
    .of = &dossier,
    .sql = "select transfer_dossier($1::uuid, $2::bigint, $3::uuid)",
    .takes_version = true,
    .fields = fields,
    .standing = &standing,
};
