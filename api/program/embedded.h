/*
 * embedded: the files that are part of the program: migrations, definitions, reference and demonstration data, the published
 * contract, and the pages of docs/.
 * CMake generates embedded.c from the files themselves.
 *
 * Layer: api.
 */
#pragma once

#include "base/problem.h"
#include "pg/migrate.h"

#include <stddef.h>

struct embedded {
    const char *name;   /* without folder and suffix */
    const char *text;   /* NUL-terminated */
    size_t length;
    const char *sha256; /* 64 hex digits */
};

extern const struct migration embedded_migrations[];
extern const struct definition embedded_definitions[]; /* functions, then guards */
extern const char embedded_definitions_sha256[];
extern const struct embedded embedded_reference[], embedded_demonstration[];
extern const size_t embedded_migration_count, embedded_definition_count, embedded_reference_count, embedded_demonstration_count;
extern const struct embedded embedded_openapi_yaml, embedded_openapi_json, embedded_openapi_docs, embedded_report_css;
extern const struct embedded embedded_pages[]; /* the name is that in /docs/{page} */
extern const struct rule_text embedded_rule_texts[]; /* of all rules, also those that are constraints; ends with a NULL code */
extern const struct embedded embedded_rules[]; /* the name is the slug of a problem; the text is a JSON array of its rules */
extern const size_t embedded_page_count, embedded_rule_count;
