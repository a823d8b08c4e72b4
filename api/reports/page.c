/* page: see page.h. The frame of every report's page: what it is about, its key figures, its parts, its small print. */
#include "reports/page.h"

#include "base/arena.h"
#include "base/buf.h"
#include "http/reply.h"
#include "program/embedded.h"
#include "reports/page_sections.h"
#include "reports/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_MAX = 32 * 1024 * 1024, TITLE = 160 };

/* Allows the page's own style and its empty icon, which stops a browser from asking for one. The page itself has the policy too,
 * for when it is opened from a disk. */
#define POLICY "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

static const char *const quarters[] = {"I", "II", "III", "IV"};

/* "6 tháng đầu năm 2018" for 2018-H1; the days if the period has no name. */
static void period_text(const struct page *p, const json_t *period, char *into, size_t size)
{
    char from[NUMBER_TEXT], to[NUMBER_TEXT];
    const char *label = json_text(period, "label"), *kind = json_text(period, "kind");
    bool is_last = strchr("24", label[*label ? strlen(label) - 1 : 0]);
    if (strcmp(kind, "year") == 0)
        snprintf(into, size, "%s %s", say(p, "Năm", "Year"), label);
    else if (strcmp(kind, "half") == 0)
        snprintf(into, size, "%s %.4s",
                 is_last ? say(p, "6 tháng cuối năm", "Second half of") : say(p, "6 tháng đầu năm", "First half of"),
                 label);
    else if (strcmp(kind, "quarter") == 0)
        snprintf(into, size, "%s %s %s %.4s", say(p, "Quý", "Quarter"), quarters[(label[6] - '1') & 3],
                 say(p, "năm", "of"), label);
    else
        snprintf(into, size, "%s – %s", date_text(p, json_text(period, "from"), from),
                 date_text(p, json_text(period, "to"), to));
}

/* A review of a half year is a preliminary one (sơ kết), of a year the final one (tổng kết). */
static const char *title_of(const struct page *p)
{
    const char *kind = json_text(p->document, "period.kind");
    const struct report *report = p->report;
    if (strcmp(kind, "year") == 0 && report->title_of_year.vi)
        return say(p, report->title_of_year.vi, report->title_of_year.en);
    if (strcmp(kind, "half") == 0 && report->title_of_half.vi)
        return say(p, report->title_of_half.vi, report->title_of_half.en);
    return say(p, report->title.vi, report->title.en);
}

static void add_head(const struct page *p)
{
    char period[TITLE], from[NUMBER_TEXT], to[NUMBER_TEXT];
    period_text(p, json_at(p->document, "period"), period, sizeof period);
    buf_addf(p->out,
             "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"%s\"><title>%s · ",
             say(p, "vi", "en"), POLICY, title_of(p));
    show_body(p, json_at(p->document, "scope"));
    buf_addf(p->out, " · %s</title><link rel=\"icon\" href=\"data:,\"><style>\n", period);
    buf_add(p->out, embedded_report_css.text, embedded_report_css.length);
    buf_addf(p->out, "</style></head><body>\n<header><h1>%s</h1><p class=\"scope\">", title_of(p));
    show_body(p, json_at(p->document, "scope"));
    buf_addf(p->out, "</p><p class=\"period\">%s", period);
    if (*json_text(p->document, "period.label"))
        buf_addf(p->out, " <small>(%s – %s)</small>", date_text(p, json_text(p->document, "period.from"), from),
                 date_text(p, json_text(p->document, "period.to"), to));
    buf_adds(p->out, "</p></header>\n<main>\n");
}

static const struct name succession_names[] = {
    {"merge", {"sáp nhập", "merged"}},
    {"split", {"chia tách", "split"}},
    {"rename", {"đổi tên", "renamed"}},
    {"upgrade", {"nâng cấp", "upgraded"}},
    {0},
};

static void show_succession(const struct page *p, const json_t *predecessor)
{
    add_escaped(p->out, name_of(p, succession_names, json_text(predecessor, "kind")));
    if (json_is_true(json_at(predecessor, "is_shared")))
        buf_addf(p->out, "; %s", say(p, "đơn vị kế thừa khác cũng tính", "other successors count it too"));
}

static const struct column predecessor_columns[] = {
    {"", {"Đơn vị tiền thân", "Predecessor"}, show_body, false},
    {"code", {"Mã", "Code"}, show_text, false},
    {"valid_from", {"Từ ngày", "From"}, show_date, true},
    {"valid_to", {"Đến ngày", "To"}, show_date, true},
    {"", {"Sắp xếp lại", "Reorganisation"}, show_succession, false},
    {0},
};

static void add_predecessors(const struct page *p)
{
    const json_t *predecessors = json_at(p->document, "predecessors");
    if (json_array_size(predecessors) == 0)
        return;
    open_section(p, "predecessors", say(p, "Gồm số liệu của các đơn vị tiền thân", "Includes figures of predecessors"));
    add_table(p, "predecessors", predecessors, predecessor_columns);
    close_section(p);
}

/* Says who froze the report and when, or that the page is live. */
static void add_foot(const struct page *p)
{
    const json_t *frozen = json_at(p->document, "frozen");
    buf_adds(p->out, "</main>\n<footer><p>");
    if (frozen) {
        buf_addf(p->out, "%s ", say(p, "Số liệu đã chốt lúc", "Frozen at"));
        add_escaped(p->out, json_text(frozen, "at"));
        buf_addf(p->out, " %s ", say(p, "bởi", "by"));
        add_escaped(p->out, json_text(frozen, "by"));
        buf_adds(p->out, ". ");
        add_escaped(p->out, json_text(frozen, "note"));
    } else {
        buf_adds(p->out, say(p, "Số liệu tổng hợp từ các bản ghi tại thời điểm xem.",
                             "Worked out of the records when the page was made."));
    }
    buf_addf(p->out, "</p><p>%s</p></footer>\n</body></html>\n",
             say(p, "“nhiều”: nêu trong báo cáo mà không có số; “—”: không có hoặc chưa có số liệu.",
                 "“nhiều” (many): stated without a number; “—”: none, or not known."));
}

void page_write(struct buf *out, const struct report *report, const json_t *document, enum lang lang)
{
    struct page page = {out, lang, report, document};
    add_head(&page);
    add_predecessors(&page);
    report->add_body(&page);
    add_foot(&page);
}

bool report_page(struct req *r, const struct report *report, const json_t *document)
{
    struct buf *out = buf_new(r->ctx.arena, PAGE_MAX);
    page_write(out, report, document, r->ctx.lang);
    reply_header(r, "Content-Security-Policy", POLICY "; frame-ancestors 'none'");
    return reply_buf_as(r, 200, "text/html; charset=utf-8", out);
}
