/* page_ties: members of a cluster with equal totals, and why one stands before another: the share of women, or a decision. */
#include "reports/page_sections.h"

#include "base/buf.h"

#include <string.h>

static void show_women(const struct page *p, const json_t *reason)
{
    char women[NUMBER_TEXT], people[NUMBER_TEXT];
    buf_addf(p->out, "%s %s %s %s", number_text(p, json_at(reason, "women_count"), women), say(p, "nữ trong", "women of"),
             number_text(p, json_at(reason, "staff_count"), people), say(p, "người", "people"));
    if (*json_text(reason, "article")) {
        buf_adds(p->out, " <small>");
        add_escaped(p->out, json_text(reason, "article"));
        buf_adds(p->out, "</small>");
    }
}

static void show_decision(const struct page *p, const json_t *decision)
{
    char day[NUMBER_TEXT];
    buf_adds(p->out, say(p, "Quyết định ngày ", "Decision of "));
    add_escaped(p->out, date_text(p, json_text(decision, "decided_on"), day));
    buf_adds(p->out, ": ");
    add_escaped(p->out, json_text(decision, "reason"));
}

static void show_tie_break(const struct page *p, const json_t *item)
{
    const char *kind = json_text(item, "tie_break.kind");
    if (strcmp(kind, "women_share") == 0)
        show_women(p, json_at(item, "tie_break"));
    else if (strcmp(kind, "leader_decision") == 0)
        show_decision(p, json_at(item, "tie_break"));
    else if (strcmp(json_text(item, "women_share"), "unknown") == 0)
        buf_adds(p->out, say(p, "Chưa khai số nữ nên không được ưu tiên", "Number of women not stated: no preference"));
    else
        buf_adds(p->out, "—");
}

static const struct column tie_columns[] = {
    {"rank", {"Hạng", "Rank"}, show_number, false},
    {"unit.name", {"Đơn vị bằng điểm", "Members with equal totals"}, show_text, false},
    {"confirmed_total", {"Được xác nhận", "Confirmed"}, show_number, true},
    {"", {"Lý do xếp trước, xếp sau", "Why before or behind"}, show_tie_break, false},
    {0},
};

static bool has_equals(const json_t *item)
{
    return json_count(item, "tied") > 0 || json_at(item, "tie_break") || json_at(item, "women_share");
}

static void add_equals(const struct page *p, const json_t *items)
{
    bool is_open = false;
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        if (!has_equals(item))
            continue;
        if (!is_open)
            open_table(p, "ties", tie_columns);
        is_open = true;
        add_row(p, item, tie_columns, "");
    }
    if (is_open)
        close_table(p);
}

void add_ties(const struct page *p, const json_t *ranking)
{
    const json_t *decisions = json_at(ranking, "tie_decisions");
    add_equals(p, json_at(ranking, "items"));
    for (size_t i = 0; i < json_array_size(decisions); i++) {
        const json_t *decision = json_array_get(decisions, i);
        if (json_is_true(json_at(decision, "applies")))
            continue;
        buf_addf(p->out, "<p class=\"note\">%s: ", say(p, "Không còn áp dụng", "No longer applies"));
        show_decision(p, decision);
        buf_adds(p->out, "</p>\n");
    }
}
