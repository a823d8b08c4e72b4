/* items: see items.h. */
#include "rest/items.h"

#include "base/arena.h"
#include "base/buf.h"
#include "rest/session.h"

enum { MARKED_TOGETHER = 16 }; /* 500 items need 32 marks; PostgreSQL keeps 64 subtransactions in memory */

static bool insert(struct items *items, size_t i)
{
    items->r->session->db.violated.sqlstate[0] = '\0'; /* a lost connection must not leave an old error there */
    return items->insert(items, i);
}

/* The number of items written: the place of the first that is refused, or all. */
static size_t write_in_order(struct items *items)
{
    for (size_t i = 0; i < items->count; i++) {
        buf_adds(items->out, i ? "," : "");
        if (!insert(items, i))
            return i;
    }
    return items->count;
}

/* False: one more is refused, and all since the mark are undone. */
static bool try_group(struct items *items, bool *refused, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        items->out->length = 0;
        if (!refused[i] && !insert(items, i)) {
            refused[i] = true;
            return false;
        }
    }
    return true;
}

/* True: what is left of the group is taken. False: the last refusal was not about an item, or the problem has no more room. */
static bool find_refused(struct items *items, bool *refused, size_t from)
{
    const struct problem *p = &items->r->ctx.problem;
    size_t to = from + MARKED_TOGETHER < items->count ? from + MARKED_TOGETHER : items->count;
    for (size_t told = 0; told < p->error_count && p->error_count < PROBLEM_MAX_ERRORS;) {
        told = p->error_count;
        if (try_group(items, refused, from, to))
            return true;
    }
    return false;
}

static void try_all(struct items *items, struct tx *tx, bool *refused)
{
    bool goes_on = !items->open || items->open(items);
    for (size_t from = 0; goes_on && from < items->count; from += MARKED_TOGETHER)
        goes_on = tx_mark(tx) && find_refused(items, refused, from);
}

/* Always false. */
static bool tell_all(struct items *items, size_t first)
{
    struct session *s = items->r->session;
    struct tx *own = s->tx;
    bool *refused = arena_zero(items->r->ctx.arena, items->count * sizeof *refused);
    refused[first] = true;
    items->out = buf_new(items->r->ctx.arena, items->out->ceiling);
    s->tx = tx_begin(&s->db);
    try_all(items, s->tx, refused);
    tx_abandon(s->tx);
    s->tx = own;
    return false;
}

bool items_write(struct items *items)
{
    if (items->open && !items->open(items))
        return false;
    size_t written = write_in_order(items);
    bool may_go_on = items->r->ctx.problem.error_count > 0;
    return written == items->count || (may_go_on && tell_all(items, written));
}
