/*
 * embedded: the files that are part of the program: migrations, reference and demonstration data, the published contract.
 * CMake generates embedded.c from the files themselves.
 *
 * Layer: api.
 */
#pragma once

#include "pg/migrate.h"

#include <stddef.h>

struct embedded {
    const char *name;   /* without folder and suffix */
    const char *text;   /* NUL-terminated */
    size_t length;
    const char *sha256; /* 64 hex digits */
};

extern const struct migration embedded_migrations[];
extern const struct embedded embedded_reference[], embedded_demonstration[];
extern const size_t embedded_migration_count, embedded_reference_count, embedded_demonstration_count;
extern const struct embedded embedded_openapi_yaml, embedded_openapi_json, embedded_openapi_docs, embedded_report_css;
