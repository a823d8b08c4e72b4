/*
 * page: crud_list(), declared in crud.h: reads and writes one page of a list, and the link to the next.
 *
 * A search without a given order shows the nearest rows first, with one statement for each nearness: for a common word the first
 * statement fills the page, and rows never have to be sorted by nearness.
 */
#include "rest/crud.h"

#include "base/arena.h"
#include "base/buf.h"
#include "http/reply.h"
#include "http/router.h"
#include "http/url.h"
#include "rest/cursor.h"
#include "rest/encode.h"
#include "rest/list.h"
#include "rest/session.h"

#include <string.h>

enum { PAGE_MAX = 16 * 1024 * 1024, LINK_MAX = 16 * 1024 };

struct page {
    struct rows *parts[NEAR_END]; /* by nearness; NULL: not read */
    int total;                    /* rows of all parts: limit + 1 when more follow */
};

static struct rows *read_part(struct req *r, const struct list_plan *plan, enum nearness nearness, int limit)
{
    struct list_plan part = *plan;
    part.nearness = nearness;
    part.limit = limit;
    if (nearness != plan->nearness)
        part.after[0] = NULL; /* the cursor is for another part */
    const char *sql = list_sql(r, &part);
    if (part.depends_on_values && nearness == plan->nearness)
        db_set(&r->session->db, "plan_cache_mode", "force_custom_plan");
    return session_query(r, sql, part.param_count, part.params);
}

static bool read_page(struct req *r, const struct list_plan *plan, struct page *page)
{
    enum nearness last = plan->nearness == NEAR_ANY ? NEAR_ANY : NEAR_INSIDE;
    for (enum nearness n = plan->nearness; n <= last && page->total <= plan->limit; n++) {
        struct rows *rows = read_part(r, plan, n, plan->limit - page->total);
        if (!rows)
            return false;
        page->parts[n] = rows;
        page->total += rows_count(rows);
    }
    return true;
}

/* The address of the next page, which begins after this row. */
static const char *next_link(struct req *r, const struct list_plan *plan, const struct page *page, enum nearness nearness,
                             int row)
{
    const char *values[LIST_MAX_SORTS + 2];
    struct buf *link = buf_new(r->ctx.arena, LINK_MAX);
    int count = plan->sort_count;
    for (int i = 0; i < count; i++)
        values[i] = rows_text(page->parts[nearness], row, plan->sorts[i].result_column);
    if (nearness != NEAR_ANY)
        values[count++] = arena_printf(r->ctx.arena, "%d", (int)nearness);
    const char *cursor = cursor_seal(r->ctx.arena, r->session->secret, plan->binding, values, count);
    buf_addf(link, "%s%s?cursor=%s", r->session->base_url, r->path, cursor);
    for (size_t i = 0; i < r->param_count; i++) {
        if (strcmp(r->params[i].name, "cursor") == 0)
            continue;
        buf_addc(link, '&');
        url_encode(link, r->params[i].name);
        buf_addc(link, '=');
        url_encode(link, r->params[i].value);
    }
    return link->text;
}

static void add_next(struct req *r, const char *next, struct buf *out)
{
    buf_adds(out, ",\"next\":");
    buf_adds_json(out, next);
    reply_header(r, "Link", arena_printf(r->ctx.arena, "<%s>; rel=\"next\"", next));
}

static void add_items(struct req *r, const struct list_plan *plan, const struct page *page, struct buf *out)
{
    const char *next = NULL;
    int written = 0;
    buf_adds(out, "{\"items\":[");
    for (enum nearness n = plan->nearness; n < NEAR_END && page->parts[n]; n++)
        for (int i = 0; i < rows_count(page->parts[n]) && written < plan->limit; i++) {
            buf_adds(out, written ? "," : "");
            encode_row(r, out, plan->res, page->parts[n], i);
            if (++written == plan->limit && page->total > plan->limit)
                next = next_link(r, plan, page, n, i);
        }
    buf_addc(out, ']');
    if (next)
        add_next(r, next, out);
}

static bool add_count(struct req *r, const struct list_plan *plan, struct buf *out)
{
    if (!plan->wants_count)
        return true;
    struct list_plan counting = *plan;
    const char *sql = list_count_sql(r, &counting);
    struct rows *rows = session_query(r, sql, counting.param_count, counting.params);
    if (!rows)
        return false;
    buf_addf(out, ",\"count\":%s", rows_text(rows, 0, 0));
    reply_header(r, "Preference-Applied", "count=exact");
    return true;
}

bool crud_list(struct req *r)
{
    struct list_plan *plan = list_plan_read(r, session_view(r, r->route->resource));
    struct page page = {.total = 0};
    if (!plan || !read_page(r, plan, &page))
        return false;
    struct buf *out = buf_new(r->ctx.arena, PAGE_MAX);
    add_items(r, plan, &page, out);
    if (!add_count(r, plan, out))
        return false;
    buf_addc(out, '}');
    return reply_buf(r, 200, out);
}
