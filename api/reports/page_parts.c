/* page_parts: see page_parts.h. All text from a record goes through add_escaped(). */
#include "reports/page_parts.h"

#include "base/buf.h"

#include <string.h>

enum { LONG_KEY = 10 /* a key figure of more bytes gets smaller letters */ };

static const char none[] = "—";

static const char *escape_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* Bytes of the character that begins here; 0 where a text was cut within one. */
static size_t character_length(const char *at)
{
    unsigned char first = (unsigned char)*at;
    size_t length = first < 0x80 ? 1 : first < 0xC0 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    for (size_t i = 1; i < length; i++)
        if (((unsigned char)at[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

void add_escaped(struct buf *out, const char *text)
{
    while (*text) {
        size_t length = character_length(text);
        const char *escape = escape_of(*text);
        if (escape)
            buf_adds(out, escape);
        else
            buf_add(out, text, length);
        text += length ? length : 1;
    }
}

void show_text(const struct page *p, const json_t *value)
{
    add_escaped(p->out, json_is_string(value) ? json_string_value(value) : none);
}

static bool is_predecessor(const struct page *p, const char *unit_id)
{
    const json_t *predecessors = json_at(p->document, "predecessors");
    for (size_t i = 0; i < json_array_size(predecessors); i++)
        if (strcmp(json_text(json_array_get(predecessors, i), "id"), unit_id) == 0)
            return true;
    return false;
}

const char *name_with_type(const json_t *body)
{
    const char *full = json_text(body, "full_name");
    return *full ? full : json_text(body, "name");
}

void show_body(const struct page *p, const json_t *body)
{
    add_escaped(p->out, name_with_type(body));
}

void show_unit(const struct page *p, const json_t *row)
{
    show_body(p, json_at(row, "unit"));
    if (is_predecessor(p, json_text(row, "unit.id")))
        buf_addf(p->out, " <small>%s</small>", say(p, "đơn vị tiền thân", "predecessor"));
}

/* <data> keeps the figure as the document has it, for people who copy it from the page. */
static void add_data(const struct page *p, const json_t *value, const char *shown)
{
    if (!json_is_number(value)) {
        add_escaped(p->out, shown);
        return;
    }
    buf_adds(p->out, "<data value=\"");
    add_number(p->out, value);
    buf_addf(p->out, "\">%s</data>", shown);
}

void show_number(const struct page *p, const json_t *value)
{
    char shown[NUMBER_TEXT];
    add_data(p, value, number_text(p, value, shown));
}

void show_date(const struct page *p, const json_t *value)
{
    char shown[NUMBER_TEXT];
    add_escaped(p->out, date_text(p, json_is_string(value) ? json_string_value(value) : "", shown));
}

void show_figure(const struct page *p, const json_t *value)
{
    char shown[NUMBER_TEXT];
    add_data(p, json_at(value, "count"), figure_text(p, value, shown));
}

void show_status(const struct page *p, const json_t *value)
{
    const char *status = json_is_string(value) ? json_string_value(value) : "unknown";
    buf_addf(p->out, "<span class=\"status %s\">%s</span>", status, name_of(p, status_names, status));
}

static void show_name(const struct page *p, const struct name *names, const json_t *value)
{
    add_escaped(p->out, json_is_string(value) ? name_of(p, names, json_string_value(value)) : none);
}

void show_field(const struct page *p, const json_t *value)
{
    show_name(p, field_names, value);
}

void show_state(const struct page *p, const json_t *value)
{
    show_name(p, state_names, value);
}

void show_role(const struct page *p, const json_t *value)
{
    show_name(p, role_names, value);
}

void show_campaign_kind(const struct page *p, const json_t *value)
{
    show_name(p, campaign_kind_names, value);
}

static const char *class_of(const struct column *column)
{
    return column->is_number ? " class=\"number\"" : "";
}

void open_table(const struct page *p, const char *name, const struct column *columns)
{
    buf_adds(p->out, "<div class=\"wide\" tabindex=\"0\"><table data-table=\"");
    add_escaped(p->out, name);
    buf_adds(p->out, "\"><thead><tr>");
    for (const struct column *c = columns; c->path; c++) {
        buf_addf(p->out, "<th scope=\"col\"%s>", class_of(c));
        add_escaped(p->out, say(p, c->title.vi, c->title.en));
        buf_adds(p->out, "</th>");
    }
    buf_adds(p->out, "</tr></thead><tbody>\n");
}

void add_row(const struct page *p, const json_t *row, const struct column *columns, const char *class)
{
    buf_addf(p->out, *class ? "<tr class=\"%s\">" : "<tr>", class);
    for (const struct column *c = columns; c->path; c++) {
        const char *tag = c == columns ? "th" : "td";
        buf_addf(p->out, "<%s%s%s>", tag, c == columns ? " scope=\"row\"" : "", class_of(c));
        c->show(p, json_at(row, c->path));
        buf_addf(p->out, "</%s>", tag);
    }
    buf_adds(p->out, "</tr>\n");
}

void close_table(const struct page *p)
{
    buf_adds(p->out, "</tbody></table></div>\n");
}

void add_table(const struct page *p, const char *name, const json_t *rows, const struct column *columns)
{
    open_table(p, name, columns);
    for (size_t i = 0; i < json_array_size(rows); i++)
        add_row(p, json_array_get(rows, i), columns, "");
    close_table(p);
}

void open_section(const struct page *p, const char *id, const char *title)
{
    buf_addf(p->out, "<section id=\"%s\"><h2>%s</h2>\n", id, title);
}

void close_section(const struct page *p)
{
    buf_adds(p->out, "</section>\n");
}

void open_figure(const struct page *p, const char *caption)
{
    buf_addf(p->out, "<figure><figcaption>%s</figcaption>\n", caption);
}

void close_figure(const struct page *p)
{
    buf_adds(p->out, "</figure>\n");
}

void add_key_figure(const struct page *p, const char *value, const char *legend, const char *class)
{
    buf_addf(p->out, "<div class=\"key %s\"><b%s>", class, strlen(value) > LONG_KEY ? " class=\"long\"" : "");
    add_escaped(p->out, value);
    buf_addf(p->out, "</b><span>%s</span></div>\n", legend);
}
