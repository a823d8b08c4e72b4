/* page_awards: how many collectives and individuals got an award, by award class; and the share of small collectives, of people who
 * work directly and of women. */
#include "reports/page_sections.h"

#include "base/buf.h"
#include "reports/svg.h"

#include <stdio.h>
#include <string.h>

enum { LABEL_CHARACTERS = 52, LABEL_LINES = 2, BAR = 13, STEP = 19, GAP = 11, BAR_ROOM = 270, VALUE_GAP = 6 };

static const struct {
    const char *path, *class;
    struct words words;
} kinds[] = {
    {"collectives", "of-collectives", {"tập thể", "collectives"}},
    {"individuals", "of-individuals", {"cá nhân", "individuals"}},
    {"households", "of-households", {"hộ gia đình", "households"}},
};

enum { HOUSEHOLDS = 2, KINDS = sizeof kinds / sizeof *kinds };

static const char *award_name(const struct page *p, const json_t *line)
{
    return json_text(line, say(p, "name_vi", "name_en"));
}

/* True: the figure was counted, or stated without a number. */
static bool applies(const json_t *figure)
{
    const char *state = json_text(figure, "state");
    return *state && strcmp(state, "not_applicable") != 0;
}

/* In most years no household got an award, so a zero is neither drawn nor has a column. */
static bool has_households(const json_t *figures)
{
    const json_t *figure = json_at(figures, "households");
    return applies(figure) && (!json_at(figure, "count") || json_size(figure, "count") > 0);
}

static bool is_drawn(const json_t *line, int kind)
{
    return kind == HOUSEHOLDS ? has_households(line) : applies(json_at(line, kinds[kind].path));
}

static double most_counted(const json_t *lines)
{
    double most = 1;
    for (size_t i = 0; i < json_array_size(lines); i++)
        for (int k = 0; k < KINDS; k++) {
            double count = json_size(json_at(json_array_get(lines, i), kinds[k].path), "count");
            most = count > most ? count : most;
        }
    return most;
}

static double line_height(const struct page *p, const json_t *line)
{
    double height = SVG_LINE * (double)svg_lines(award_name(p, line), LABEL_CHARACTERS, LABEL_LINES) + GAP;
    for (int k = 0; k < KINDS; k++)
        height += is_drawn(line, k) ? STEP : 0;
    return height;
}

/* Draws the bar of one kind of subject; a figure without a number gets a mark of fixed length. */
static void draw_figure(const struct page *p, const json_t *figure, int kind, double y, double most)
{
    char number[NUMBER_TEXT], text[320]; /* what was stated has up to 60 characters */
    bool is_counted = json_at(figure, "count") != NULL;
    double width = is_counted ? json_size(figure, "count") / most * BAR_ROOM : BAR;
    snprintf(text, sizeof text, "%s %s", figure_text(p, figure, number),
             say(p, kinds[kind].words.vi, kinds[kind].words.en));
    svg_bar(p->out, SVG_LEFT, y - BAR + 2, width, BAR, is_counted ? kinds[kind].class : "unstated", text);
    svg_text(p->out, SVG_LEFT + width + VALUE_GAP, y, "value", text);
}

static double draw_line(const struct page *p, const json_t *line, double y, double most)
{
    y += SVG_LINE *
         (double)svg_wrapped(p->out, SVG_LEFT, y, "label", award_name(p, line), LABEL_CHARACTERS, LABEL_LINES);
    for (int k = 0; k < KINDS; k++) {
        if (!is_drawn(line, k))
            continue;
        draw_figure(p, json_at(line, kinds[k].path), k, y, most);
        y += STEP;
    }
    return y + GAP;
}

static void draw_lines(const struct page *p, const json_t *lines)
{
    double height = SVG_LINE, y = SVG_LINE, most = most_counted(lines);
    const char *title =
        say(p, "Số tập thể, cá nhân được khen thưởng theo hình thức", "Collectives and individuals awarded, by class");
    for (size_t i = 0; i < json_array_size(lines); i++)
        height += line_height(p, json_array_get(lines, i));
    open_figure(p, title);
    svg_open(p->out, height - GAP, title);
    for (size_t i = 0; i < json_array_size(lines); i++)
        y = draw_line(p, json_array_get(lines, i), y, most);
    svg_close(p->out);
    close_figure(p);
}

static void show_name_of_award(const struct page *p, const json_t *value)
{
    add_escaped(p->out, award_name(p, value));
}

#define KIND_COLUMNS(show) \
    {"collectives", {"Tập thể", "Collectives"}, show, true}, \
    { \
        "individuals", {"Cá nhân", "Individuals"}, show, true \
    }
#define HOUSEHOLD_COLUMN(show) \
    { \
        "households", {"Hộ gia đình", "Households"}, show, true \
    }
#define AWARD_NAME \
    { \
        "", {"Danh hiệu, hình thức", "Title or form"}, show_name_of_award, false \
    }
#define UNIT_NAME \
    { \
        "", {"Đơn vị", "Unit"}, show_unit, false \
    }

static const struct column line_columns[] = {AWARD_NAME, KIND_COLUMNS(show_figure), {0}};
static const struct column line_columns_with_households[] = {
    AWARD_NAME, KIND_COLUMNS(show_figure), HOUSEHOLD_COLUMN(show_figure), {0}};
static const struct column unit_columns[] = {UNIT_NAME, KIND_COLUMNS(show_number), {0}};
static const struct column unit_columns_with_households[] = {
    UNIT_NAME, KIND_COLUMNS(show_number), HOUSEHOLD_COLUMN(show_number), {0}};

static void add_lines_table(const struct page *p, const json_t *lines, const struct column *columns)
{
    open_table(p, "lines", columns);
    for (size_t i = 0; i < json_array_size(lines); i++) {
        const json_t *line = json_array_get(lines, i), *classes = json_at(line, "classes");
        add_row(p, line, columns, "");
        for (size_t j = 0; j < json_array_size(classes); j++)
            add_row(p, json_array_get(classes, j), columns, "below");
    }
    close_table(p);
}

static void draw_share(const struct page *p, const json_t *share, const char *label, double y)
{
    char count[NUMBER_TEXT], of[NUMBER_TEXT], text[160];
    double all = json_size(share, "of"), room = SVG_WIDTH - 2 * SVG_LEFT;
    double part = all > 0 ? json_size(share, "count") / all * room : 0;
    double unknown = all > 0 ? json_size(share, "unknown") / all * room : 0;
    svg_text(p->out, SVG_LEFT, y, "label", label);
    snprintf(text, sizeof text, "%s / %s", number_text(p, json_at(share, "count"), count),
             number_text(p, json_at(share, "of"), of));
    svg_text(p->out, SVG_WIDTH - SVG_LEFT, y, "value end", all > 0 ? text : "—");
    svg_bar(p->out, SVG_LEFT, y + 6, room, BAR, "track", NULL);
    svg_bar(p->out, SVG_LEFT, y + 6, part, BAR, "share", text);
    svg_bar(p->out, SVG_LEFT + room - unknown, y + 6, unknown, BAR, "unstated", say(p, "không ghi", "not on record"));
}

static void draw_shares(const struct page *p, const json_t *shares)
{
    char number[NUMBER_TEXT], small[120];
    const char *title = say(p, "Tỷ lệ tập thể nhỏ, người trực tiếp lao động và nữ trong số được khen",
                            "Share of small collectives, of those who work directly and of women among the awarded");
    snprintf(small, sizeof small, "%s %s %s", say(p, "Tập thể nhỏ, không quá", "Small collectives, at most"),
             number_text(p, json_at(shares, "small_headcount"), number), say(p, "người", "people"));
    open_figure(p, title);
    svg_open(p->out, 140, title);
    draw_share(p, json_at(shares, "small_collectives"), small, 16);
    draw_share(p, json_at(shares, "direct_workers"),
               say(p, "Cá nhân trực tiếp lao động", "Individuals who work directly"), 62);
    draw_share(p, json_at(shares, "women"), say(p, "Cá nhân là nữ", "Women"), 108);
    svg_close(p->out);
    buf_addf(p->out, "<p class=\"note\">%s</p>\n",
             say(p,
                 "Phần gạch chéo: bản ghi không nêu. Chỉ tính các bản ghi khen thưởng, không tính số nêu trong báo cáo.",
                 "Hatched: not on record. Counts award records only, not what reports stated."));
    close_figure(p);
}

void add_awards(const struct page *p, const json_t *awards)
{
    const json_t *lines = json_at(awards, "lines");
    bool with_households = has_households(json_at(awards, "totals"));
    open_section(p, "awards", say(p, "Kết quả khen thưởng", "Awards"));
    if (json_array_size(lines) == 0) {
        buf_addf(p->out, "<p>%s</p>\n", say(p, "Không có khen thưởng nào trong kỳ.", "No awards in this period."));
        close_section(p);
        return;
    }
    draw_lines(p, lines);
    add_lines_table(p, lines, with_households ? line_columns_with_households : line_columns);
    draw_shares(p, json_at(awards, "shares"));
    add_table(p, "award-units", json_at(awards, "units"), with_households ? unit_columns_with_households : unit_columns);
    close_section(p);
}

void add_award_keys(const struct page *p, const json_t *totals)
{
    char number[NUMBER_TEXT];
    add_key_figure(p, figure_text(p, json_at(totals, "collectives"), number),
                   say(p, "tập thể được khen", "collectives awarded"), "of-collectives");
    add_key_figure(p, figure_text(p, json_at(totals, "individuals"), number),
                   say(p, "cá nhân được khen", "individuals awarded"), "of-individuals");
}
