/* page_cluster: who belongs to a cluster in the year, what they agreed on, and how they rank. Ties are shown. */
#include "reports/page_sections.h"

#include "base/buf.h"
#include "reports/svg.h"

#include <stdio.h>

enum { MEMBER = 42, BAR = 13, GROUPS_MOST = 12, PATH = 32 };

static const double inner = SVG_WIDTH - 2 * SVG_LEFT;

static double most_points(const json_t *item)
{
    double most = 0;
    const json_t *groups = json_at(item, "groups");
    for (size_t i = 0; i < json_array_size(groups); i++)
        most += json_size(json_array_get(groups, i), "max_points");
    return most;
}

/* The points of a full bar: the most that the criteria give, or the highest total, which may be more with a bonus. */
static double scale_of(const json_t *items)
{
    double most = 1;
    for (size_t i = 0; i < json_array_size(items); i++) {
        double points = most_points(json_array_get(items, i)),
               total = json_size(json_array_get(items, i), "confirmed_total");
        most = points > most ? points : most;
        most = total > most ? total : most;
    }
    return most;
}

static void show_rank(const struct page *p, const json_t *item)
{
    show_number(p, json_at(item, "rank"));
    if (json_count(item, "tied") > 0)
        buf_addf(p->out, " <small>%s</small>", say(p, "đồng hạng", "tied"));
}

static void rank_text(const struct page *p, const json_t *item, char *into, size_t size)
{
    char rank[NUMBER_TEXT];
    bool is_tied = json_count(item, "tied") > 0;
    bool is_ranked = json_at(item, "rank") != NULL;
    snprintf(into, size, "%s%s%.160s%s", is_ranked ? number_text(p, json_at(item, "rank"), rank) : "",
             is_ranked ? ". " : "", name_with_type(json_at(item, "unit")), is_tied ? say(p, " (đồng hạng)", " (tied)") : "");
}

/* The best figure there is: confirmed, else checked, else the unit's own. Only a confirmed one is a result. */
static const json_t *total_of(const json_t *item)
{
    const json_t *total = json_at(item, "confirmed_total");
    if (!total)
        total = json_at(item, "checked_total");
    return total ? total : json_at(item, "self_total");
}

static void draw_member(const struct page *p, const json_t *item, double y, double scale)
{
    char label[320], number[NUMBER_TEXT];
    const char *total = number_text(p, total_of(item), number);
    bool is_confirmed = json_at(item, "confirmed_total") != NULL;
    rank_text(p, item, label, sizeof label);
    svg_wrapped(p->out, SVG_LEFT, y, "head", label, 38, 1);
    svg_text(p->out, SVG_WIDTH - SVG_LEFT, y, "value end", total);
    svg_bar(p->out, SVG_LEFT, y + 6, inner, BAR, "track", NULL);
    svg_bar(p->out, SVG_LEFT, y + 6, json_number_value(total_of(item)) / scale * inner, BAR,
            is_confirmed ? "points" : "unstated", total);
}

static void draw_ranking(const struct page *p, const json_t *items)
{
    const char *title = say(p, "Xếp hạng theo điểm được xác nhận", "Ranking by confirmed points");
    double y = 16, scale = scale_of(items);
    open_figure(p, title);
    svg_open(p->out, (double)json_array_size(items) * MEMBER, title);
    for (size_t i = 0; i < json_array_size(items); i++, y += MEMBER)
        draw_member(p, json_array_get(items, i), y, scale);
    svg_close(p->out);
    close_figure(p);
}

static const struct column ranking_columns[] = {
    {"", {"Hạng", "Rank"}, show_rank, false},
    {"unit", {"Đơn vị", "Unit"}, show_body, false},
    {"role", {"Vai trò", "Role"}, show_role, false},
    {"self_total", {"Tự chấm", "Own score"}, show_number, true},
    {"checked_total", {"Chấm chéo", "Cross-checked"}, show_number, true},
    {"confirmed_total", {"Được xác nhận", "Confirmed"}, show_number, true},
    {0},
};

enum { RANKING_COLUMNS = sizeof ranking_columns / sizeof *ranking_columns - 1 };

/* The columns above, and one for each group of criteria of the first member, with its name. */
static void add_ranking_table(const struct page *p, const json_t *items)
{
    struct column columns[RANKING_COLUMNS + GROUPS_MOST + 1] = {0};
    char paths[GROUPS_MOST][PATH];
    const json_t *groups = json_at(json_array_get(items, 0), "groups");
    for (size_t i = 0; i < RANKING_COLUMNS; i++)
        columns[i] = ranking_columns[i];
    for (size_t i = 0; i < json_array_size(groups) && i < GROUPS_MOST; i++) {
        const char *name = json_text(json_array_get(groups, i), "group_name");
        snprintf(paths[i], PATH, "groups.%zu.confirmed", i);
        columns[RANKING_COLUMNS + i] = (struct column){paths[i], {name, name}, show_number, true};
    }
    add_table(p, "ranking", items, columns);
}

void add_ranking(const struct page *p, const json_t *ranking)
{
    const json_t *items = json_at(ranking, "items");
    open_section(p, "ranking", say(p, "Chấm điểm, xếp hạng", "Scores and ranking"));
    if (!json_is_true(json_at(ranking, "is_final")))
        buf_addf(p->out, "<p class=\"note\">%s</p>\n",
                 say(p,
                     "Chưa xác nhận đủ điểm: thứ hạng chưa phải là kết quả cuối cùng (thanh gạch chéo: chưa xác nhận).",
                     "Not every score is confirmed: this ranking is not final (hatched: not confirmed)."));
    if (json_array_size(items) > 0) {
        draw_ranking(p, items);
        add_ranking_table(p, items);
    }
    add_ties(p, ranking);
    close_section(p);
}

static const struct column campaign_columns[] = {
    {"name", {"Phong trào thi đua", "Campaign"}, show_text, false},
    {"kind", {"Loại", "Kind"}, show_campaign_kind, false},
    {"unit", {"Đơn vị phát động", "Launched by"}, show_body, false},
    {"starts_on", {"Từ ngày", "From"}, show_date, true},
    {"ends_on", {"Đến ngày", "To"}, show_date, true},
    {0},
};

static const struct column member_columns[] = {
    {"unit", {"Đơn vị", "Unit"}, show_body, false},
    {"role", {"Vai trò", "Role"}, show_role, false},
    {0},
};

static void add_pact(const struct page *p, const json_t *pact)
{
    char date[NUMBER_TEXT];
    if (!*json_text(pact, "pact"))
        return;
    buf_addf(p->out, "<h3>%s</h3><p class=\"pact\">", say(p, "Giao ước thi đua", "Pact"));
    add_escaped(p->out, json_text(pact, "pact"));
    if (*json_text(pact, "pact_signed_on")) {
        buf_addf(p->out, " <small>%s ", say(p, "ký ngày", "signed on"));
        add_escaped(p->out, date_text(p, json_text(pact, "pact_signed_on"), date));
        buf_adds(p->out, "</small>");
    }
    buf_adds(p->out, "</p>\n");
}

void add_cluster(const struct page *p, const json_t *document)
{
    open_section(p, "cluster", say(p, "Cụm, khối thi đua và các phong trào", "The cluster and its campaigns"));
    add_pact(p, json_at(document, "pact"));
    add_table(p, "members", json_at(document, "members"), member_columns);
    add_table(p, "campaigns", json_at(document, "campaigns"), campaign_columns);
    close_section(p);
}
