/*
 * list: turns the query string of a list into statements: scope, filters, ranges, search, order and keyset page.
 *
 * Layer: rest. Every page costs the same, however far into the list: the cursor has the last row's sort keys, never an offset.
 */
#pragma once

#include "pg/query.h"
#include "rest/resource.h"

struct buf;
struct req;

enum { LIST_DEFAULT_LIMIT = 50, LIST_MAX_LIMIT = 200, LIST_MAX_SORTS = 3, LIST_MAX_WORDS = 8 };

struct sort_key {
    const char *column;
    int result_column; /* the column of the result that has a row's value */
    bool descending;
};

/*
 * How well a row matches the words of a search: each is a whole word of its text, each begins a word, or one is only inside a word.
 * NEAR_ANY: no search, or a search with an order given by the caller.
 */
enum nearness { NEAR_ANY, NEAR_WORD, NEAR_BEGINNING, NEAR_INSIDE, NEAR_END };

/* What a caller asks of a list, every part checked. */
struct list_plan {
    const struct resource *res;
    int limit;
    struct sort_key sorts[LIST_MAX_SORTS + 1]; /* the last is id */
    int sort_count;
    const char *after[LIST_MAX_SORTS + 2]; /* keyset values from the cursor, and the nearness; after[0] NULL: first page */
    enum nearness nearness;                /* of the part of a search with which the page begins; NEAR_WORD on the first page */
    int words[LIST_MAX_WORDS], word_count; /* numbers of the parameters with a search's words */
    bool wants_count;
    bool depends_on_values; /* PostgreSQL's best plan depends on the values: a search, a range, a scope of many */
    const char *binding; /* what a cursor is bound to: resource, order, filters */

    struct buf *where; /* " and …" conditions over t */
    const char *params[DB_MAX_PARAMS];
    int param_count;
};

/* Reads r->params. NULL: the problem is set and names every wrong parameter. */
struct list_plan *list_plan_read(struct req *r, const struct resource *res);

/* The statement for one page (limit + 1 rows, to know whether more follow). Adds parameters to the plan. */
const char *list_sql(struct req *r, struct list_plan *plan);

/* The statement that counts all rows that pass the filters and the scope. */
const char *list_count_sql(struct req *r, struct list_plan *plan);

/* The query parameters of a list of this resource: whether it has one of this name; and all their names, for a test. */
bool list_knows_param(const struct resource *res, const char *name);
void list_param_names(const struct resource *res, struct buf *comma_separated);
