/*
 * dossier: what a proposing unit sends (hồ sơ). Unit officers may change it while all of its nominations are drafts or returned.
 * Its nominations are in nomination.c, its documents in dossier_document.c.
 */
#include "resources/fields.h"

const char *const commendation_types[] = {"merit", "irregular", "movement", "contribution", "seniority", "external", NULL};
static const char *const states[] = {"draft", "open", "closed", NULL};

static const struct field fields[] = {
    FIELD_KEY("number", 1, 60, FILTER),
    FIELD_TEXT("title", 1, 300, REQUIRED),
    FIELD_REF("unit_id", REQUIRED | IMMUTABLE | FILTER),
    FIELD_REF("collective_id", FILTER),
    {.name = "commendation_type", .type = FIELD_TYPE_ENUM, .flags = SET | FILTER, .values = commendation_types,
     .preset = "merit"},
    FIELD_REF("campaign_id", FILTER),
    FIELD_YEAR(REQUIRED | FILTER | RANGE),
    FIELD_DATE("dated_on", REQUIRED | SORT | RANGE),
    FIELD_TEXT("summary", 0, 2000, 0),
    FIELD_ENUM("state", states, READ_ONLY | FILTER),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"dossier_unit_id_number_key", "number", FIELD_ERROR_UNIQUE, NULL},
    {0},
};

const struct resource dossier = {
    .name = "dossiers",
    .table = "dossier",
    .fields = fields,
    .scope = SCOPE_OWN,
    .scope_field = "unit_id",
    .search = "name_search",
    .sort = "-dated_on",
    .search_sort = "-created_at",
    .constraints = constraints,
    /* A change of the type of commendation changes its nominations: like their acts, it locks the subjects first. */
    .awaits = "select await_subject(s.id) from (select distinct coalesce(individual_id, collective_id) as id\n"
              "    from nomination where dossier_id = $1::uuid order by 1) s",
};
