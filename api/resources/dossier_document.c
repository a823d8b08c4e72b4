/* dossier_document: the documents in a dossier: references with a digest, never the files themselves. */
#include "resources/resources.h"

static const char *const kinds[] = {
    "submission_letter", "achievement_report", "minutes",  "initiative_certificate", "confirmation",
    "opinion",           "summary",            "decision", "other",                  NULL};

static const struct field fields[] = {
    FIELD_REF("nomination_id", FILTER),
    FIELD_ENUM("kind", kinds, REQUIRED | FILTER),
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

static const struct constraint constraints[] = {
    {"dossier_document_media_type_check", "media_type", FIELD_ERROR_FORMAT, "application/pdf"},
    {"dossier_document_sha256_check", "sha256", FIELD_ERROR_FORMAT, "SHA-256: 64 × 0-9a-f"},
    {"dossier_document_location_check", "location", FIELD_ERROR_FORMAT, "URI (RFC 3986)"},
    {"dossier_document_dossier_id_sha256_key", "sha256", FIELD_ERROR_UNIQUE, NULL},
    {0},
};

const struct resource dossier_document = {
    .name = "documents",
    .table = "dossier_document",
    .fields = fields,
    .sort = "created_at",
    .parent = &dossier,
    .parent_column = "dossier_id",
    .constraints = constraints,
};
