/*
 * list: from the query string of a list to one statement: scope, filters, ranges, search, order and keyset page.
 *
 * Layer: rest. A page costs the same wherever it stands: the cursor carries the last row's sort keys, never an offset.
 */
#pragma once

#include "pg/query.h"
#include "rest/resource.h"

struct buf;
struct req;

enum { LIST_DEFAULT_LIMIT = 50, LIST_MAX_LIMIT = 200, LIST_MAX_SORTS = 3, LIST_MAX_WORDS = 8 };

struct sort_key {
    const char *column;
    int result_column; /* where a row's own value stands in the result */
    bool descending;
};

/*
 * How near the words of a search are to what it finds: each is a word there, each begins one, or one stands inside. NEAR_ANY: no
 * search, or one with an order of its own.
 */
enum nearness { NEAR_ANY, NEAR_WORD, NEAR_BEGINNING, NEAR_INSIDE, NEAR_END };

/* A list as asked for, every part validated. */
struct list_plan {
    const struct resource *res;
    int limit;
    struct sort_key sorts[LIST_MAX_SORTS + 1]; /* the last is id */
    int sort_count;
    const char *after[LIST_MAX_SORTS + 2]; /* keyset values from the cursor, and the nearness; after[0] NULL: first page */
    enum nearness nearness;                /* which part of the search comes, and on the first page the nearest */
    int words[LIST_MAX_WORDS], word_count; /* the parameters that hold a search's words */
    bool wants_count;
    bool depends_on_values; /* which plan is good does: a search, a range, many units */
    const char *binding; /* what a cursor is bound to: resource, order, filters */

    struct buf *where; /* " and …" conditions over t */
    const char *params[DB_MAX_PARAMS];
    int param_count;
};

/* Reads r->params. NULL: the problem is set, with every wrong parameter. */
struct list_plan *list_plan_read(struct req *r, const struct resource *res);

/* The statement for one page (limit + 1 rows, so that one knows whether more follow). Adds parameters to the plan. */
const char *list_sql(struct req *r, struct list_plan *plan);

/* The statement that counts what the filters and the scope leave. */
const char *list_count_sql(struct req *r, struct list_plan *plan);

/* Which query parameters a list of this resource knows, for openapi's test: name by name until false. */
bool list_knows_param(const struct resource *res, const char *name);
void list_param_names(const struct resource *res, struct buf *comma_separated);
