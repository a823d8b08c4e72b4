/*
 * csv: one table out of a report's document (RFC 4180: CRLF, quotes doubled), its columns named in a static table of paths.
 * What a spreadsheet would take for a formula is told as text.
 *
 * Layer: api.
 */
#pragma once

#include "reports/document.h"

#include <stdbool.h>

enum { CSV_LEVELS = 3 };

struct arena;
struct buf;

/* The element of an array of the document whose `key` is the row's `own_key`; with no key, the one at the row's own place. */
struct csv_match {
    const char *array, *key, *own_key;
};

struct csv_column {
    const char *name;
    const char *path;              /* as json_at() reads it, "collectives.state"; "" is the value itself */
    int up;                        /* the object: 0 the row, 1 what it stands in, … */
    const struct csv_match *match; /* or the element matched, whose array stands in the object `up`, or in the document */
};

/* A column of that name, of the row's member of that name or at that path. */
#define CSV_SAME(column) {.name = (column), .path = (column)}
#define CSV_AT(column, where) {.name = (column), .path = (where)}

struct csv_table {
    const char *arrays[CSV_LEVELS]; /* members, each below an element of the one before: "lines", "classes" */
    bool only_deepest;              /* elements of the last array are rows; otherwise all are */
    const struct csv_column *columns; /* ends with a NULL name */
};

/* The whole table, with the byte order mark in front when asked for. Its `overflow` says that it was too long. */
const struct buf *csv_write(struct arena *a, const struct csv_table *table, const json_t *document, bool with_bom);
