/*
 * individual: a person who can be nominated for an award (cá nhân). The citizen id is write-only: only a keyed hash is stored, for
 * look-up, and an answer only says that there is one (Law 91/2025/QH15: no more data than the purpose needs).
 */
#include "individuals/citizen_id.h"
#include "resources/resources.h"

static const char *const genders[] = {"female", "male", "other", NULL};
const char *const position_groups[] = {"ministry_province_leader", "department_leader", "entrepreneur",
                                              "deputy_head_up",           "direct_worker",     NULL};
static const char *const states[] = {"active", "moved", "retired", "deceased", NULL};

static const struct field fields[] = {
    FIELD_KEY("code", 1, 32, FILTER),
    FIELD_TEXT("full_name", 1, 120, REQUIRED | SORT),
    FIELD_DATE("birth_date", FILTER),
    FIELD_ENUM("gender", genders, FILTER),
    FIELD_TEXT("position", 1, 200, 0),
    FIELD_ENUM("position_group", position_groups, FILTER),
    FIELD_REF("collective_id", REQUIRED | FILTER),
    FIELD_STORED("citizen_id", 9, 12, 0, "case when t.has_citizen_id then '************' end", citizen_id_store),
    FIELD_STATE("state", states, "active", FILTER),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"individual_citizen_id_hash_key", "citizen_id", FIELD_ERROR_UNIQUE, NULL},
    {0},
};

const struct resource individual = {
    .name = "individuals",
    .table = "individual",
    .fields = fields,
    .scope = SCOPE_OWN,
    .scope_field = "collective_id",
    .search = "full_name_search",
    .sort = "full_name",
    .search_sort = "-created_at",
    .constraints = constraints,
};
