/*
 * page_target_charts: the status of each unit for each indicator, and the progress of each target. Every colour has a sign of its
 * own, so that nobody has to tell colours apart.
 */
#include "reports/page_sections.h"

#include "base/buf.h"
#include "reports/svg.h"

#include <stdio.h>
#include <string.h>

enum {
    PANEL_UNITS = 6,     /* units side by side in one grid */
    NAME_CHARACTERS = 8, /* of a unit's name above its column, two lines */
    LABEL_CHARACTERS = 52,
    LABEL_LINES = 2,
    CELL = 24,
    ROW_GAP = 8,
    BAR = 9,
    BULLET = 40, /* a target's two lines and its gap */
    BULLETS_MOST = 60
};

static const double inner = SVG_WIDTH - 2 * SVG_LEFT;

static const struct {
    const char *status, *sign;
} signs[] = {{"unmet", "✕"}, {"at_risk", "!"}, {"unknown", "–"}, {"on_track", "›"}, {"met", "✓"}};

enum { SIGNS = sizeof signs / sizeof *signs };

static const char *status_of(const json_t *target)
{
    const char *status = json_text(target, "status");
    return *status ? status : "unknown";
}

static int worst_of(int place, const char *status)
{
    for (int i = 0; i < place; i++)
        if (strcmp(signs[i].status, status) == 0)
            return i;
    return place;
}

static bool is_same(const json_t *a, const json_t *b, const char *path)
{
    return strcmp(json_text(a, path), json_text(b, path)) == 0;
}

/* Compares the catalogue's code if there is one, because a registrant may word an indicator in its own way. */
static bool is_about(const json_t *target, const json_t *indicator)
{
    bool is_listed = *json_text(indicator, "indicator_code");
    return is_same(target, indicator, "indicator_code") && (is_listed || is_same(target, indicator, "indicator")) &&
           is_same(target, indicator, "field") && is_same(target, indicator, "measure_unit") &&
           is_same(target, indicator, "direction") && is_same(target, indicator, "basis");
}

/* A target belongs to the unit that it counts for, even if a unit below registered it. */
static bool is_of(const json_t *target, const json_t *unit, const json_t *indicator)
{
    return strcmp(json_text(target, "counts_for"), json_text(unit, "unit.id")) == 0 && is_about(target, indicator);
}

/* The worst status of the unit's targets for an indicator, as its index in `signs`; SIGNS when there is no target. */
static int place_of(const json_t *targets, const json_t *unit, const json_t *indicator)
{
    int place = SIGNS;
    for (size_t i = 0; i < json_array_size(targets); i++)
        if (is_of(json_array_get(targets, i), unit, indicator))
            place = worst_of(place, status_of(json_array_get(targets, i)));
    return place;
}

static void draw_cell(const struct page *p, double x, double y, double width, int place, const char *tooltip)
{
    if (place == SIGNS) {
        svg_text(p->out, x + width / 2, y + CELL - 8, "quiet middle", "·");
        return;
    }
    svg_bar(p->out, x + 1, y, width - 2, CELL, signs[place].status, tooltip);
    svg_text(p->out, x + width / 2, y + CELL - 7, "sign middle", signs[place].sign);
}

/* One panel of the grid: `count` units, from `first` on. */
struct panel {
    const json_t *targets, *units, *indicators;
    size_t first, count;
    double column;
};

/* The columns are narrow: only units that share a name show their type. */
static const char *short_name(const json_t *units, size_t i)
{
    const json_t *own = json_at(json_array_get(units, i), "unit");
    const char *name = json_text(own, "name");
    for (size_t j = 0; j < json_array_size(units); j++)
        if (j != i && strcmp(json_text(json_array_get(units, j), "unit.name"), name) == 0)
            return name_with_type(own);
    return name;
}

static void draw_units(const struct page *p, const struct panel *panel)
{
    for (size_t i = 0; i < panel->count; i++) {
        double x = SVG_LEFT + panel->column * ((double)i + .5);
        const char *name = short_name(panel->units, panel->first + i);
        svg_wrapped(p->out, x, 14, "head middle", name, NAME_CHARACTERS, 2);
    }
}

static double draw_indicator(const struct page *p, const struct panel *panel, const json_t *indicator, double y)
{
    const char *label = json_text(indicator, "indicator");
    y += SVG_LINE * (double)svg_wrapped(p->out, SVG_LEFT, y, "label", label, LABEL_CHARACTERS, LABEL_LINES) - 10;
    for (size_t i = 0; i < panel->count; i++) {
        char tooltip[512];
        const json_t *unit = json_array_get(panel->units, panel->first + i);
        int place = place_of(panel->targets, unit, indicator);
        const char *status = place < SIGNS ? name_of(p, status_names, signs[place].status) : "—";
        snprintf(tooltip, sizeof tooltip, "%.150s: %s", name_with_type(json_at(unit, "unit")), status);
        draw_cell(p, SVG_LEFT + panel->column * (double)i, y, panel->column, place, tooltip);
    }
    return y + CELL + ROW_GAP + SVG_LINE;
}

static double panel_height(const struct panel *panel)
{
    double height = 40;
    for (size_t i = 0; i < json_array_size(panel->indicators); i++) {
        const char *label = json_text(json_array_get(panel->indicators, i), "indicator");
        height += SVG_LINE * (double)svg_lines(label, LABEL_CHARACTERS, LABEL_LINES) - 10 + CELL + ROW_GAP + SVG_LINE;
    }
    return height;
}

static void add_legend(const struct page *p)
{
    buf_adds(p->out, "<p class=\"legend\">");
    for (const struct name *status = status_names; status->code; status++)
        buf_addf(p->out, "<span class=\"status %s\">%s</span> ", status->code,
                 say(p, status->words.vi, status->words.en));
    buf_adds(p->out, "</p>\n");
}

static void draw_panel(const struct page *p, const struct panel *panel)
{
    const char *title = say(p, "Đánh giá chỉ tiêu theo đơn vị", "Status of targets by unit");
    double y = 40 + SVG_LINE;
    open_figure(p, title);
    add_legend(p);
    svg_open(p->out, panel_height(panel), title);
    draw_units(p, panel);
    for (size_t i = 0; i < json_array_size(panel->indicators); i++)
        y = draw_indicator(p, panel, json_array_get(panel->indicators, i), y);
    svg_close(p->out);
    close_figure(p);
}

void add_target_grid(const struct page *p, const json_t *targets)
{
    struct panel panel = {
        json_at(targets, "targets"), json_at(targets, "units"), json_at(targets, "indicators"), 0, 0, 0};
    size_t all = json_array_size(panel.units);
    for (; panel.first < all; panel.first += panel.count) {
        panel.count = all - panel.first < PANEL_UNITS ? all - panel.first : PANEL_UNITS;
        panel.column = inner / (double)(all < PANEL_UNITS ? all : PANEL_UNITS);
        draw_panel(p, &panel);
    }
}

/* Where the bar of a value ends. The registered value is at two thirds of the track; a much larger one ends with the track. */
static double track_x(double value, double registered)
{
    double share = registered > 0 ? value / registered : value > 0 ? 2 : 0;
    double x = share * inner * 2 / 3;
    return x < 0 ? 0 : x > inner ? inner : x;
}

static void figures_of(const struct page *p, const json_t *target, char *into, size_t size)
{
    char actual[NUMBER_TEXT], registered[NUMBER_TEXT], projected[NUMBER_TEXT];
    const json_t *expected = json_at(target, "projected_value");
    snprintf(into, size, "%s / %s%s%s", number_text(p, json_at(target, "actual_value"), actual),
             number_text(p, json_at(target, "registered_value"), registered),
             expected ? say(p, " · dự kiến ", " · projected ") : "",
             expected ? number_text(p, expected, projected) : "");
}

/* How many characters of a name fit on the line of its figures. */
static size_t room_beside(const char *figures)
{
    size_t all = 50, taken = strlen(figures);
    return taken + 12 < all ? all - taken : 12;
}

static void draw_bullet(const struct page *p, const json_t *target, double y)
{
    char figures[4 * NUMBER_TEXT];
    double registered = json_size(target, "registered_value");
    const char *collective = json_text(target, "collective.name");
    const char *name = *collective ? collective : name_with_type(json_at(target, "unit"));
    figures_of(p, target, figures, sizeof figures);
    svg_wrapped(p->out, SVG_LEFT, y, "head", name, room_beside(figures), 1);
    svg_text(p->out, SVG_WIDTH - SVG_LEFT, y, "value end", figures);
    y += 6;
    svg_bar(p->out, SVG_LEFT, y, inner, BAR, "track", NULL);
    svg_bar(p->out, SVG_LEFT, y, track_x(json_size(target, "projected_value"), registered), BAR, "projected", figures);
    svg_bar(p->out, SVG_LEFT, y + 2, track_x(json_size(target, "actual_value"), registered), BAR - 4, status_of(target),
            figures);
    svg_line(p->out, SVG_LEFT + inner * 2 / 3, y - 1, SVG_LEFT + inner * 2 / 3, y + BAR + 3, "mark");
}

static size_t count_about(const json_t *targets, const json_t *indicator)
{
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(targets); i++)
        count += is_about(json_array_get(targets, i), indicator);
    return count;
}

static void draw_bullets(const struct page *p, const json_t *targets, const json_t *indicator)
{
    char caption[700];
    double y = 16;
    const char *sign = strcmp(json_text(indicator, "direction"), "at_most") == 0 ? "≤" : "≥";
    snprintf(caption, sizeof caption, "%.500s (%s, %.80s)", json_text(indicator, "indicator"), sign,
             json_text(indicator, "measure_unit"));
    buf_adds(p->out, "<figure><figcaption>");
    add_escaped(p->out, caption);
    buf_adds(p->out, "</figcaption>\n");
    svg_open(p->out, (double)count_about(targets, indicator) * BULLET, caption);
    for (size_t i = 0; i < json_array_size(targets); i++) {
        if (!is_about(json_array_get(targets, i), indicator))
            continue;
        draw_bullet(p, json_array_get(targets, i), y);
        y += BULLET;
    }
    svg_close(p->out);
    close_figure(p);
}

void add_target_bullets(const struct page *p, const json_t *part)
{
    const json_t *targets = json_at(part, "targets"), *indicators = json_at(part, "indicators");
    size_t drawn = 0;
    buf_addf(p->out, "<h3>%s</h3><p class=\"note\">%s</p><div class=\"figures\">\n",
             say(p, "Thực hiện và dự kiến so với đăng ký", "Actual and projected against registered"),
             say(p, "Vạch đứng: mức đăng ký. Thanh đậm: thực hiện. Thanh nhạt: dự kiến cả kỳ.",
                 "Upright line: registered. Strong bar: actual. Light bar: projected."));
    for (size_t i = 0; i < json_array_size(indicators) && drawn < BULLETS_MOST; i++) {
        draw_bullets(p, targets, json_array_get(indicators, i));
        drawn += count_about(targets, json_array_get(indicators, i));
    }
    buf_adds(p->out, "</div>\n");
    if (drawn < json_array_size(targets))
        buf_addf(p->out, "<p class=\"note\">%s</p>\n",
                 say(p, "Các chỉ tiêu khác: xem bảng.", "The other targets: see the table."));
}
