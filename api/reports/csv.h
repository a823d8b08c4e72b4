/*
 * csv: makes one table from a report's document (RFC 4180: CRLF, quotes doubled). A static table of paths names its columns.
 * A text that a spreadsheet would take for a formula is marked as text.
 *
 * Layer: api.
 */
#pragma once

#include "reports/document.h"

#include <stdbool.h>

enum { CSV_LEVELS = 3 };

struct arena;
struct buf;

/* The element of an array whose `key` equals the row's `own_key`; without a key, the element with the same index as the row. */
struct csv_match {
    const char *array, *key, *own_key;
};

struct csv_column {
    const char *name;
    const char *path;              /* as json_at() reads it, "collectives.state"; "" is the value itself */
    int up;                        /* where the path begins: 0 the row, 1 the element that contains the row, … */
    const struct csv_match *match; /* or it begins at the matched element; the array is in the document, without a key in `up` */
};

/* A column with the row's member of the same name, or with the value at a path. */
#define CSV_SAME(column) {.name = (column), .path = (column)}
#define CSV_AT(column, where) {.name = (column), .path = (where)}

struct csv_table {
    const char *arrays[CSV_LEVELS]; /* names of arrays, each inside an element of the one before: "lines", "classes" */
    bool only_deepest;              /* elements of the last array are rows; otherwise all are */
    const struct csv_column *columns; /* ends with a NULL name */
};

/* The whole table, with a byte order mark in front if asked for. `overflow` of the result says that it was too long. */
const struct buf *csv_write(struct arena *a, const struct csv_table *table, const json_t *document, bool with_bom);
