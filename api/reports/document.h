/*
 * document: what stands in the JSON document that a report is, and its numbers as JSON writes them.
 *
 * Layer: api, reports only. Texts and values are borrowed from the document.
 */
#pragma once

#include "rest/json.h"

struct buf;

/* "unit.name" of an object, "groups.0.confirmed" through a list; NULL when any step of it is missing or null. */
const json_t *json_at(const json_t *object, const char *path);
/* The text there; "" when there is none. Borrowed. */
const char *json_text(const json_t *object, const char *path);
/* The whole number there; 0 when there is none: for sizes and flags, never for a figure that may be unknown. */
long long json_count(const json_t *object, const char *path);
/* The number there, for drawing only; 0 when there is none. */
double json_size(const json_t *object, const char *path);

/* A number in plain digits: with the fewest places that read back as the same. */
void add_number(struct buf *out, const json_t *number);
