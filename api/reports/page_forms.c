/* page_forms: the yearly statistics in the layout of the forms. The document says which rows and columns there are. */
#include "reports/page_sections.h"

#include "base/buf.h"

#include <stdio.h>

enum { COLUMNS_MOST = 40, PATH = 16 };

static const char *label_of(const struct page *p, const json_t *of)
{
    return json_text(of, say(p, "label_vi", "label_en"));
}

static void show_label(const struct page *p, const json_t *row)
{
    for (long long depth = json_count(row, "depth"); depth > 0; depth--)
        buf_adds(p->out, "<span class=\"step\"></span>");
    add_escaped(p->out, label_of(p, row));
}

static void add_form_table(const struct page *p, const json_t *form)
{
    struct column columns[COLUMNS_MOST + 2] = {{"", {"Chỉ tiêu", "Item"}, show_label, false}};
    char paths[COLUMNS_MOST][PATH];
    const json_t *labels = json_at(form, "columns");
    for (size_t i = 0; i < json_array_size(labels) && i < COLUMNS_MOST; i++) {
        const char *label = label_of(p, json_array_get(labels, i));
        snprintf(paths[i], PATH, "cells.%zu", i);
        columns[i + 1] = (struct column){paths[i], {label, label}, show_number, true};
    }
    add_table(p, json_text(form, "code"), json_at(form, "rows"), columns);
}

/* Who has no position group is in the total and in no column of a group. */
static void add_unknown_group(const struct page *p, const json_t *unknown)
{
    char number[NUMBER_TEXT];
    if (json_integer_value(unknown) > 0)
        buf_addf(p->out, "<p class=\"note\">%s: %s</p>\n",
                 say(p, "Cá nhân không nêu nhóm chức vụ", "Individuals without a stated position group"),
                 number_text(p, unknown, number));
}

static void add_form(const struct page *p, const json_t *form)
{
    buf_adds(p->out, "<h3>");
    add_escaped(p->out, json_text(form, "code"));
    buf_adds(p->out, " · ");
    add_escaped(p->out, json_text(form, say(p, "name_vi", "name_en")));
    buf_adds(p->out, "</h3><p class=\"note\">");
    add_escaped(p->out, json_text(form, "source"));
    if (!json_is_true(json_at(form, "verified")))
        buf_addf(p->out, " · %s", say(p, "chưa được cán bộ pháp chế xác nhận", "not yet confirmed by a legal officer"));
    buf_adds(p->out, "</p>\n");
    if (*json_text(form, say(p, "note_vi", "note_en"))) {
        buf_adds(p->out, "<p>");
        add_escaped(p->out, json_text(form, say(p, "note_vi", "note_en")));
        buf_adds(p->out, "</p>\n");
    }
    if (json_array_size(json_at(form, "rows")) > 0)
        add_form_table(p, form);
    add_unknown_group(p, json_at(form, "unknown_position_group"));
}

void add_forms(const struct page *p, const json_t *forms)
{
    open_section(p, "forms", say(p, "Biểu thống kê", "Statistical forms"));
    for (size_t i = 0; i < json_array_size(forms); i++)
        add_form(p, json_array_get(forms, i));
    close_section(p);
}
