/*
 * list_sql: the statement of one page. For a scope of one value one index is read in order. For several values one ordered read
 * for each is merged. For more than SCOPE_MERGE_MAX values that all lie in one place it is cheaper to read that place in order and
 * to skip rows that are not the caller's. tests/golden/plans shows what PostgreSQL makes of each.
 */
#include "rest/list.h"

#include "base/arena.h"
#include "base/buf.h"
#include "rest/session.h"
#include "rest/sql.h"

#include <stdlib.h>

enum { SQL_MAX = 32 * 1024, SCOPE_MERGE_MAX = 8 };

static int add_param(struct list_plan *plan, const char *value)
{
    if (plan->param_count == DB_MAX_PARAMS)
        abort();
    plan->params[plan->param_count++] = value;
    return plan->param_count;
}

static bool runs_one_way(const struct list_plan *plan)
{
    for (int i = 1; i < plan->sort_count; i++)
        if (plan->sorts[i].descending != plan->sorts[0].descending)
            return false;
    return true;
}

/* (a, b, id) > ($1, $2, $3): one index range. */
static void add_row_comparison(struct buf *sql, struct list_plan *plan)
{
    buf_adds(sql, "\n  and (");
    for (int i = 0; i < plan->sort_count; i++)
        buf_addf(sql, "%st.%s", i ? ", " : "", plan->sorts[i].column);
    buf_addf(sql, ") %s (", plan->sorts[0].descending ? "<" : ">");
    for (int i = 0; i < plan->sort_count; i++)
        buf_addf(sql, "%s$%d", i ? ", " : "", add_param(plan, plan->after[i]));
    buf_addc(sql, ')');
}

/* Mixed directions: a >= $1, which the index can use, and (a > $1 or (a = $1 and (b < $2 or …))). */
static void add_nested_comparison(struct buf *sql, struct list_plan *plan)
{
    int first = plan->param_count + 1;
    for (int i = 0; i < plan->sort_count; i++)
        add_param(plan, plan->after[i]);
    const struct sort_key *k = plan->sorts;
    buf_addf(sql, "\n  and t.%s %s $%d and (", k[0].column, k[0].descending ? "<=" : ">=", first);
    for (int i = 0; i < plan->sort_count; i++) {
        buf_addf(sql, "t.%s %s $%d", k[i].column, k[i].descending ? "<" : ">", first + i);
        if (i + 1 < plan->sort_count)
            buf_addf(sql, " or (t.%s = $%d and (", k[i].column, first + i);
    }
    for (int i = 1; i < plan->sort_count; i++)
        buf_adds(sql, "))");
    buf_addc(sql, ')');
}

static void add_order(struct buf *sql, const struct list_plan *plan, const char *alias)
{
    buf_adds(sql, "\norder by ");
    for (int i = 0; i < plan->sort_count; i++)
        buf_addf(sql, "%s%s.%s%s", i ? ", " : "", alias, plan->sorts[i].column,
                 plan->sorts[i].descending ? " desc" : "");
    buf_addf(sql, "\nlimit %d", plan->limit + 1);
}

/* Where in a text a word may be: between blanks, or at either end. As patterns, so that each can use the trigram index. */
static const struct around {
    const char *before, *behind;
} places[NEAR_END][5] = {
    [NEAR_WORD] = {{"% ", " %"}, {"", " %"}, {"% ", ""}, {"", ""}},
    [NEAR_BEGINNING] = {{"% ", "%"}, {"", "%"}},
};

static void add_word(struct buf *sql, const struct list_plan *plan, int word, const struct around *place)
{
    for (const struct around *p = place; p->before; p++)
        buf_addf(sql, "%st.%s @~ ('%s' || fold($%d) || '%s')::varchar", p == place ? "(" : " or ", plan->res->search, p->before,
                 plan->words[word], p->behind);
    buf_addc(sql, ')');
}

static void add_words(struct buf *sql, const struct list_plan *plan, enum nearness nearness)
{
    for (int i = 0; i < plan->word_count; i++) {
        buf_adds(sql, i ? " and " : "(");
        add_word(sql, plan, i, places[nearness]);
    }
    buf_addc(sql, ')');
}

static void add_nearness(struct buf *sql, const struct list_plan *plan)
{
    if (plan->nearness == NEAR_ANY)
        return;
    buf_adds(sql, "\n  and ");
    if (plan->nearness != NEAR_INSIDE)
        add_words(sql, plan, plan->nearness);
    if (plan->nearness == NEAR_WORD)
        return;
    buf_adds(sql, plan->nearness == NEAR_INSIDE ? "not " : "\n  and not ");
    add_words(sql, plan, plan->nearness - 1);
}

static void add_conditions(struct buf *sql, const struct list_plan *plan, const char *scope, const char *after)
{
    buf_addf(sql, "\nwhere %s%s", scope, plan->where->text);
    add_nearness(sql, plan);
    buf_adds(sql, after);
}

static void add_select(struct buf *sql, const struct list_plan *plan, const char *scope, const char *after)
{
    buf_adds(sql, "select ");
    sql_columns(sql, plan->res);
    buf_addf(sql, "\nfrom %s as t", plan->res->table);
    add_conditions(sql, plan, scope, after);
    add_order(sql, plan, "t");
}

static const char *keyset(struct req *r, struct list_plan *plan)
{
    struct buf after;
    buf_init(&after, r->ctx.arena, 4096);
    if (!plan->after[0])
        return after.text;
    if (runs_one_way(plan))
        add_row_comparison(&after, plan);
    else
        add_nested_comparison(&after, plan);
    return after.text;
}

/* One ordered read for each value of an axis, merged. */
static void add_merge(struct req *r, struct buf *sql, struct list_plan *plan, const struct scope_axis *axis, const char *after)
{
    const char *match = arena_printf(r->ctx.arena, "t.%s = s.value", axis->column);
    int n = add_param(plan, axis->array);
    buf_addf(sql, "(select x.* from unnest($%d::uuid[]) as s (value)\ncross join lateral (", n);
    add_select(sql, plan, match, after);
    buf_adds(sql, ") as x)");
}

static void add_merges(struct req *r, struct buf *sql, struct list_plan *plan, const char *after)
{
    const struct scope *scope = r->session->scope;
    bool is_first = true;
    buf_adds(sql, "select u.* from (");
    for (int i = 0; i < scope->axis_count; i++) {
        if (scope->axes[i].count == 0)
            continue;
        buf_adds(sql, is_first ? "" : "\nunion all ");
        add_merge(r, sql, plan, &scope->axes[i], after);
        is_first = false;
    }
    buf_adds(sql, ") as u");
    add_order(sql, plan, "u");
}

/* "t.axis_column = any ($3) or …" */
static const char *any_of(struct req *r, struct list_plan *plan)
{
    const struct scope *scope = r->session->scope;
    struct buf text;
    buf_init(&text, r->ctx.arena, 512);
    for (const struct scope_axis *axis = scope->axes; axis < scope->axes + scope->axis_count; axis++)
        if (axis->count)
            buf_addf(&text, "%st.%s = any ($%d::uuid[])", text.length ? " or " : "(", axis->column,
                     add_param(plan, axis->array));
    buf_adds(&text, text.length ? ")" : "false");
    return text.text;
}

/* Which index is best depends on how many of the place's rows are the caller's. */
static const char *walk_around(struct req *r, struct list_plan *plan)
{
    const struct scope *scope = r->session->scope;
    int n = add_param(plan, scope->around.walk);
    plan->depends_on_values = true;
    return arena_printf(r->ctx.arena, "t.%s = $%d and %s", scope->around.column, n, any_of(r, plan));
}

static int scope_total(const struct scope *scope)
{
    int total = 0;
    for (int i = 0; i < scope->axis_count; i++)
        total += scope->axes[i].count;
    return total;
}

static const char *only_value(struct req *r, struct list_plan *plan)
{
    const struct scope *scope = r->session->scope;
    for (const struct scope_axis *axis = scope->axes; axis < scope->axes + scope->axis_count; axis++)
        if (axis->count)
            return arena_printf(r->ctx.arena, "t.%s = $%d", axis->column, add_param(plan, axis->values[0]));
    return "false";
}

static const char *all_around(struct req *r, struct list_plan *plan)
{
    const struct scope *scope = r->session->scope;
    if (scope->around.only)
        return arena_printf(r->ctx.arena, "t.%s = $%d", scope->around.column, add_param(plan, scope->around.only));
    return arena_printf(r->ctx.arena, "t.%s = any ($%d::uuid[])", scope->around.column, add_param(plan, scope->around.array));
}

/* The scope as one condition if that is enough; NULL for several values. */
static const char *scope_condition(struct req *r, struct list_plan *plan)
{
    if (plan->res->scope == SCOPE_NONE)
        return "true";
    if (plan->res->scope == SCOPE_AROUND)
        return all_around(r, plan);
    return scope_total(r->session->scope) <= 1 ? only_value(r, plan) : NULL;
}

const char *list_sql(struct req *r, struct list_plan *plan)
{
    struct buf sql;
    buf_init(&sql, r->ctx.arena, SQL_MAX);
    const char *scope = scope_condition(r, plan);
    if (!scope && r->session->scope->around.walk && scope_total(r->session->scope) > SCOPE_MERGE_MAX)
        scope = walk_around(r, plan);
    const char *after = keyset(r, plan);
    if (scope)
        add_select(&sql, plan, scope, after);
    else
        add_merges(r, &sql, plan, after);
    return sql.text;
}

const char *list_count_sql(struct req *r, struct list_plan *plan)
{
    struct buf sql;
    plan->nearness = NEAR_ANY;
    const char *scope = scope_condition(r, plan);
    buf_init(&sql, r->ctx.arena, SQL_MAX);
    buf_addf(&sql, "select count(*)\nfrom %s as t", plan->res->table);
    add_conditions(&sql, plan, scope ? scope : any_of(r, plan), "");
    return sql.text;
}
