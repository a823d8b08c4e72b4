/*
 * dossier: what a proposing unit sends (hồ sơ), and the documents in it: references with a digest, never the files
 * themselves. Written by unit officers while none of it is under review; its nominations are in nomination.c.
 */
#include "resources/resources.h"

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
    FIELD_INT("year", 1945, 2100, REQUIRED | FILTER | RANGE),
    FIELD_DATE("dated_on", REQUIRED | SORT | RANGE),
    FIELD_TEXT("summary", 0, 2000, 0),
    {.name = "state", .type = FIELD_TYPE_ENUM, .flags = READ_ONLY | FILTER, .values = states},
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
    .scope = SCOPE_UNITS,
    .scope_field = "unit_id",
    .search = "name_search",
    .sort = "-dated_on",
    .search_sort = "-created_at",
    .constraints = constraints,
};

static const char *const document_kinds[] = {
    "submission_letter", "achievement_report", "minutes",  "initiative_certificate", "confirmation",
    "opinion",           "summary",            "decision", "other",                  NULL};

static const struct field document_fields[] = {
    FIELD_REF("nomination_id", FILTER),
    FIELD_ENUM("kind", document_kinds, REQUIRED | FILTER),
    FIELD_TEXT("title", 1, 300, REQUIRED),
    FIELD_KEY("number", 1, 60, 0),
    FIELD_DATE("dated_on", 0),
    FIELD_KEY("media_type", 3, 127, REQUIRED),
    FIELD_INT("size", 1, 1099511627776, REQUIRED), /* bytes, a tebibyte at most */
    FIELD_KEY("sha256", 64, 64, REQUIRED),
    FIELD_TEXT("location", 3, 1000, REQUIRED),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint document_constraints[] = {
    {"dossier_document_media_type_check", "media_type", FIELD_ERROR_FORMAT, "application/pdf"},
    {"dossier_document_sha256_check", "sha256", FIELD_ERROR_FORMAT, "64 × 0-9a-f"},
    {"dossier_document_location_check", "location", FIELD_ERROR_FORMAT, "URI (RFC 3986)"},
    {"dossier_document_dossier_id_sha256_key", "sha256", FIELD_ERROR_UNIQUE, NULL},
    {0},
};

const struct resource dossier_document = {
    .name = "documents",
    .table = "dossier_document",
    .fields = document_fields,
    .sort = "created_at",
    .parent = &dossier,
    .parent_column = "dossier_id",
    .constraints = document_constraints,
};
