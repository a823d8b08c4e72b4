/* public: see public.h. */
#include "consultations/public.h"

#include "base/arena.h"
#include "base/buf.h"
#include "http/negotiate.h"
#include "http/reply.h"
#include "program/embedded.h"
#include "reports/csv.h"
#include "reports/page_parts.h"
#include "reports/report.h"
#include "rest/session.h"

#include <string.h>

enum { PAGE_MAX = 4 * 1024 * 1024 };

#define POLICY "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

static const char document_sql[] = "select d, md5(d::text) from public_consultation($1) as d where d is not null";

static const struct csv_column csv_columns[] = {
    CSV_SAME("nominee_name"),
    CSV_SAME("unit"),
    CSV_SAME("award_class_code"),
    CSV_SAME("award_name_vi"),
    CSV_SAME("award_name_en"),
    CSV_SAME("year"),
    {0},
};
static const struct csv_table table = {.arrays = {"items"}, .only_deepest = true, .columns = csv_columns};

static void show_award(const struct page *p, const json_t *item)
{
    show_text(p, json_at(item, say(p, "award_name_vi", "award_name_en")));
}

static void show_year(const struct page *p, const json_t *year)
{
    buf_addf(p->out, "%lld", (long long)json_integer_value(year));
}

static const struct column item_columns[] = {
    {"nominee_name", {"Tên", "Name"}, show_text, false},
    {"unit", {"Đơn vị", "Unit"}, show_text, false},
    {"", {"Danh hiệu, hình thức khen thưởng", "Award"}, show_award, false},
    {"year", {"Năm", "Year"}, show_year, true},
    {0},
};

static void add_line(const struct page *p, const char *label, const char *text)
{
    if (!*text)
        return;
    buf_addf(p->out, "<p>%s: ", label);
    add_escaped(p->out, text);
    buf_adds(p->out, "</p>\n");
}

static void add_head(const struct page *p)
{
    const char *title = json_text(p->document, "title");
    buf_addf(p->out,
             "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY "\"><title>",
             say(p, "vi", "en"));
    add_escaped(p->out, title);
    buf_adds(p->out, "</title><link rel=\"icon\" href=\"data:,\"><style>\n");
    buf_add(p->out, embedded_report_css.text, embedded_report_css.length);
    buf_addf(p->out, "</style></head><body>\n<header><h1>%s</h1><p class=\"scope\">",
             say(p, "Lấy ý kiến nhân dân", "Public consultation"));
    add_escaped(p->out, title);
    buf_adds(p->out, "</p></header>\n<main>\n");
}

static void add_period(const struct page *p)
{
    char from[NUMBER_TEXT], to[NUMBER_TEXT];
    bool is_running = strcmp(json_text(p->document, "state"), "running") == 0;
    buf_addf(p->out, "<p>%s: %s – %s (%s)</p>\n", say(p, "Thời gian", "Period"),
             date_text(p, json_text(p->document, "published_on"), from), date_text(p, json_text(p->document, "ends_on"), to),
             is_running ? say(p, "đang lấy ý kiến", "running") : say(p, "đã kết thúc", "ended"));
}

static void add_page(const struct page *p)
{
    add_head(p);
    open_section(p, "about", say(p, "Thông tin", "About"));
    add_line(p, say(p, "Tỉnh, thành phố", "Province"), json_text(p->document, "province"));
    add_period(p);
    add_line(p, say(p, "Nơi nhận ý kiến", "Where to send an opinion"), json_text(p->document, "contact"));
    add_line(p, say(p, "Cũng công khai tại", "Also published at"), json_text(p->document, "elsewhere"));
    close_section(p);
    open_section(p, "nominees", say(p, "Danh sách đề nghị", "Nominees"));
    add_table(p, "nominees", json_at(p->document, "items"), item_columns);
    close_section(p);
    buf_addf(p->out, "</main>\n<footer><p>%s</p></footer>\n</body></html>\n",
             say(p, "Danh sách để lấy ý kiến; chưa phải là quyết định khen thưởng.",
                 "A list on which the public is asked; no award has been decided."));
}

static bool reply_page(struct req *r, const json_t *document)
{
    struct buf *out = buf_new(r->ctx.arena, PAGE_MAX);
    add_page(&(struct page){out, r->ctx.lang, NULL, document});
    reply_header(r, "Content-Security-Policy", POLICY "; frame-ancestors 'none'");
    return reply_buf_as(r, 200, r->media_type, out);
}

static bool reply_document(struct req *r, const char *text, size_t length)
{
    if (strncmp(r->media_type, "application/json", 16) == 0)
        return json_reply(r, text, length);
    const json_t *document = json_read(r, text, length);
    if (!document)
        return false;
    if (strncmp(r->media_type, "text/html", 9) == 0)
        return reply_page(r, document);
    reply_header(r, "Content-Disposition", "attachment; filename=\"consultation.csv\"");
    return reply_buf_as(r, 200, r->media_type, csv_write(r->ctx.arena, &table, document, true));
}

/* One tag for each media type and language, as each is another text. */
static const char *etag_of(struct req *r, const char *digest)
{
    const char *kind = strncmp(r->media_type, "text/", 5) == 0 ? r->media_type + 5 : "json";
    return arena_printf(r->ctx.arena, "\"%s-%.4s-%s\"", digest, kind, r->ctx.lang == LANG_EN ? "en" : "vi");
}

bool public_consultation_read(struct req *r)
{
    const char *params[] = {r->captures[0]};
    struct rows *rows = session_query(r, document_sql, 1, params);
    if (!rows)
        return false;
    if (rows_count(rows) == 0)
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    const char *etag = etag_of(r, rows_text(rows, 0, 1));
    reply_vary(r, "Accept-Language");
    reply_header(r, "Cache-Control", "public, max-age=60");
    reply_header(r, "ETag", etag);
    if (if_none_match(req_header(r, "If-None-Match"), etag) == TAG_MATCH)
        return reply_empty(r, 304);
    return reply_document(r, rows_text(rows, 0, 0), rows_length(rows, 0, 0));
}
