/*
 * items: writes several rows of one request, all or none, and finds everything that the database refuses in one go.
 *
 * Layer: rest. A refused statement ends its transaction. So the other items are tried in a second transaction, which is rolled back:
 * there a refused item only undoes the few items since the last mark, so that the work grows with the number of items and not with
 * its square.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct req;

struct items {
    struct req *r;
    size_t count;
    struct buf *out; /* the answer; while items are tried, another buf that nobody reads */
    void *of;        /* for the two functions */

    /* Writes what the items belong to and begins the answer; NULL: there is nothing. False: the problem is set, no item is tried. */
    bool (*open)(struct items *items);

    /* Writes one item and its part of the answer. False: refused; if the item is at fault, an error that points into it is added. */
    bool (*insert)(struct items *items, size_t i);
};

/*
 * Writes all in the session's transaction, with commas between their parts of the answer. False: the transaction has ended, and the
 * problem has the errors of all refused items (at most PROBLEM_MAX_ERRORS). A refusal that is not about an item (a 403, a lost
 * connection) ends the search, so that a caller who may not write learns nothing more.
 */
bool items_write(struct items *items);
