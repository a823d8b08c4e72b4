/*
 * document: reads values from the JSON document of a report, and writes numbers as JSON does.
 *
 * Layer: api, reports only. Texts and values are borrowed from the document.
 */
#pragma once

#include "rest/json.h"

struct buf;

/* The value at a path: "unit.name", or "groups.0.confirmed" through a list. NULL when any part of it is missing or null. */
const json_t *json_at(const json_t *object, const char *path);
/* The text at the path; "" when there is none. Borrowed. */
const char *json_text(const json_t *object, const char *path);
/* The whole number at the path; 0 when there is none: for sizes and flags, never for a figure that may be unknown. */
long long json_count(const json_t *object, const char *path);
/* The number at the path, for drawing only; 0 when there is none. */
double json_size(const json_t *object, const char *path);

/* Writes a number in plain digits, with the fewest decimal places that read back as the same number. */
void add_number(struct buf *out, const json_t *number);
