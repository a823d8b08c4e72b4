/* cluster: emulation clusters and blocks (cụm, khối thi đua). */
#include "resources/resources.h"

static const struct field fields[] = {
    FIELD_KEY("code", 1, 32, REQUIRED | FILTER | SORT),
    FIELD_TEXT("name", 1, 200, REQUIRED | SORT),
    FIELD_REF("unit_id", REQUIRED | FILTER),
    FIELD_TEXT("note", 0, 2000, 0),
    FIELD_TIMES,
    FIELD_END,
};

const struct resource cluster = {
    .name = "clusters",
    .table = "cluster",
    .fields = fields,
    .scope = SCOPE_AROUND,
    .scope_field = "unit_id",
    .search = "name_search",
    .sort = "name",
};
