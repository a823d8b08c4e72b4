/* csv: see csv.h. */
#include "reports/csv.h"

#include "base/arena.h"
#include "base/buf.h"

#include <string.h>

enum { CSV_MAX = 16 * 1024 * 1024 };

/* Where the writer is: the row on top, below it the elements that contain it, the document at the bottom. */
struct place {
    const json_t *stack[CSV_LEVELS + 1];
    size_t index[CSV_LEVELS + 1];
    int depth;
};

static const json_t *element_of(const json_t *array, const struct csv_match *match, const json_t *row)
{
    const json_t *wanted = json_at(row, match->own_key);
    for (size_t i = 0; wanted && i < json_array_size(array); i++) {
        const json_t *element = json_array_get(array, i);
        if (json_equal(json_at(element, match->key), wanted))
            return element;
    }
    return NULL;
}

static const json_t *value_of(const struct place *at, const struct csv_column *column)
{
    const json_t *object = column->up > at->depth ? NULL : at->stack[at->depth - column->up];
    const struct csv_match *match = column->match;
    if (match && match->key)
        object = element_of(json_at(at->stack[0], match->array), match, at->stack[at->depth]);
    else if (match)
        object = json_array_get(json_at(object, match->array), at->index[at->depth]);
    return json_at(object, column->path);
}

/* A cell that begins so makes a spreadsheet calculate, or send data elsewhere; some spreadsheets take the wide signs too. */
static bool is_formula(const char *text)
{
    static const char *const signs[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strncmp(text, signs[i], strlen(signs[i])) == 0)
            return true;
    return false;
}

/* Where the comma is the decimal sign, as in Vietnam, a spreadsheet splits cells at other characters, and quotes count only at
 * the beginning of a cell. So a new cell may begin inside a text. */
static bool is_guarded(const char *text, const char *at)
{
    static const char cuts[] = ";\t\r\n";
    if (at == text)
        return is_formula(at) || (*at != ';' && strchr(cuts, *at));
    return strchr(cuts, at[-1]) && is_formula(at);
}

static void add_text(struct buf *out, const char *text)
{
    bool is_quoted = strpbrk(text, ",;\t\"\r\n");
    buf_adds(out, is_quoted ? "\"" : "");
    for (const char *at = text; *at; at++) {
        buf_adds(out, is_guarded(text, at) ? "'" : "");
        buf_adds(out, *at == '"' ? "\"" : "");
        buf_addc(out, *at);
    }
    buf_adds(out, is_quoted ? "\"" : "");
}

static void add_value(struct buf *out, const json_t *value)
{
    if (json_is_string(value))
        add_text(out, json_string_value(value));
    else if (json_is_number(value))
        add_number(out, value);
    else if (json_is_boolean(value))
        buf_adds(out, json_is_true(value) ? "true" : "false");
}

static void add_row(struct buf *out, const struct csv_table *table, const struct place *at)
{
    for (const struct csv_column *column = table->columns; column->name; column++) {
        buf_adds(out, column == table->columns ? "" : ",");
        add_value(out, value_of(at, column));
    }
    buf_adds(out, "\r\n");
}

static void add_header(struct buf *out, const struct csv_table *table)
{
    for (const struct csv_column *column = table->columns; column->name; column++) {
        buf_adds(out, column == table->columns ? "" : ",");
        add_text(out, column->name);
    }
    buf_adds(out, "\r\n");
}

static bool is_deepest(const struct csv_table *table, int depth)
{
    return depth == CSV_LEVELS || !table->arrays[depth];
}

/* Adds the rows below the element on top of the stack, as deep as the table has arrays. */
static void add_rows(struct buf *out, const struct csv_table *table, struct place *at)
{
    const json_t *array = json_at(at->stack[at->depth], table->arrays[at->depth]);
    at->depth++;
    for (size_t i = 0; i < json_array_size(array); i++) {
        at->stack[at->depth] = json_array_get(array, i);
        at->index[at->depth] = i;
        if (is_deepest(table, at->depth) || !table->only_deepest)
            add_row(out, table, at);
        if (!is_deepest(table, at->depth))
            add_rows(out, table, at);
    }
    at->depth--;
}

const struct buf *csv_write(struct arena *a, const struct csv_table *table, const json_t *document, bool with_bom)
{
    struct buf *out = buf_new(a, CSV_MAX);
    struct place at = {.stack = {document}};
    buf_adds(out, with_bom ? "\xEF\xBB\xBF" : "");
    add_header(out, table);
    add_rows(out, table, &at);
    return out;
}
