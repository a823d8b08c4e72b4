/* transfer: see transfer.h. The database checks which unit may receive (schema/functions/40_dossier). */
#include "nominations/transfer.h"

#include "resources/resources.h"

static const struct field fields[] = {FIELD_REF("unit_id", REQUIRED), FIELD_END};

static const struct field back_fields[] = {FIELD_TEXT("reason", 1, 2000, REQUIRED), FIELD_END};

const struct act dossier_transfer_act = {
    .of = &dossier,
    .sql = "select transfer_dossier($1::uuid, $2::bigint, $3::uuid)",
    .takes_version = true,
    .fields = fields,
};

const struct act dossier_take_back = {
    .of = &dossier,
    .sql = "select take_back_dossier($1::uuid, $2::bigint, $3)",
    .takes_version = true,
    .fields = back_fields,
};
