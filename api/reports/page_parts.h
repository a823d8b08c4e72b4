/*
 * page_parts: what a page is built from: escaped text, sections, figures, and tables that are described by their columns.
 *
 * Layer: api, the page of a report only.
 */
#pragma once

#include "reports/page_words.h"

/* Writes text as HTML; also for quoted attributes and SVG. A character that was cut is left out. */
void add_escaped(struct buf *out, const char *text);

/* A column of a table: `show` writes the value at `path` of each row. */
struct column {
    const char *path;
    struct words title;
    void (*show)(const struct page *p, const json_t *value);
    bool is_number; /* right-aligned, figures of one width */
};
void show_text(const struct page *p, const json_t *value);
/* The name of a unit with its type, because two units may share a name; of a cluster, or in a report frozen before types, the name. */
const char *name_with_type(const json_t *body);
void show_body(const struct page *p, const json_t *body);
/* The unit of a row. Marks a predecessor as one. */
void show_unit(const struct page *p, const json_t *row);
void show_number(const struct page *p, const json_t *value);
void show_date(const struct page *p, const json_t *value);
void show_figure(const struct page *p, const json_t *value);
void show_status(const struct page *p, const json_t *value);
void show_field(const struct page *p, const json_t *value);
void show_state(const struct page *p, const json_t *value);
void show_role(const struct page *p, const json_t *value);
void show_campaign_kind(const struct page *p, const json_t *value);

/* A table with a line for each of `rows`; `columns` end with a NULL path. `name` tells the tables of a page apart. */
void add_table(const struct page *p, const char *name, const json_t *rows, const struct column *columns);
/* The same in pieces, for rows that are not in one list. */
void open_table(const struct page *p, const char *name, const struct column *columns);
void add_row(const struct page *p, const json_t *row, const struct column *columns, const char *class);
void close_table(const struct page *p);

/* <section> with its heading; a chart with its caption inside. The caller closes what it opened. */
void open_section(const struct page *p, const char *id, const char *title);
void close_section(const struct page *p);
void open_figure(const struct page *p, const char *caption);
void close_figure(const struct page *p);
/* A big number with its legend. */
void add_key_figure(const struct page *p, const char *value, const char *legend, const char *class);
