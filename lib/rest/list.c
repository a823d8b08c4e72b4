/* list: see list.h. Reading the query string; list_sql.c writes the statements. */
#include "rest/list.h"

#include "base/arena.h"
#include "base/buf.h"
#include "http/negotiate.h"
#include "http/req.h"
#include "rest/cursor.h"
#include "rest/decode.h"
#include "rest/session.h"
#include "rest/sql.h"
#include "rest/text.h"

#include <stdlib.h>
#include <string.h>

enum { WHERE_MAX = 16 * 1024 };

static const struct field as_of_field = FIELD_DATE("as_of", 0);
static const struct field limit_field = FIELD_INT("limit", 1, LIST_MAX_LIMIT, 0);
static const struct field q_field = FIELD_TEXT("q", 1, 200, 0);

static const struct {
    const char *suffix, *comparison;
} ranges[] = {{"[gte]", ">="}, {"[lte]", "<="}, {"[gt]", ">"}, {"[lt]", "<"}};

enum { RANGE_COUNT = sizeof ranges / sizeof *ranges };

static int add_param(struct list_plan *plan, const char *value)
{
    if (plan->param_count == DB_MAX_PARAMS)
        abort(); /* never: REQ_MAX_PARAMS is far lower */
    plan->params[plan->param_count++] = value;
    return plan->param_count;
}

static bool refuse_param(struct req *r, const char *name, enum field_code code, const char *hint)
{
    return fail_field(&r->ctx, AT_PARAMETER, name, code, hint);
}

/* "headcount[gte]" → its field and comparison; NULL when the resource has no such filter or range. */
static const struct field *find_filter(const struct resource *res, const char *name, const char **comparison)
{
    const char *bracket = strchr(name, '[');
    size_t length = bracket ? (size_t)(bracket - name) : strlen(name);
    const struct field *f = field_find(res->fields, name, length);
    if (!f)
        return NULL;
    *comparison= "=";
    if (!bracket)
        return f->flags & FILTER ? f : NULL;
    for (int i = 0; i < RANGE_COUNT; i++)
        if (f->flags & RANGE && strcmp(bracket, ranges[i].suffix) == 0) {
            *comparison= ranges[i].comparison;
            return f;
        }
    return NULL;
}

static const char *fixed_params(const struct resource *res, int i)
{
    const char *names[] = {"limit", "cursor", "sort", res->search ? "q" : "", res->is_temporal ? "as_of" : ""};
    return i < 5 ? names[i] : NULL;
}

bool list_knows_param(const struct resource *res, const char *name)
{
    const char *comparison, *fixed;
    for (int i = 0; (fixed = fixed_params(res, i)); i++)
        if (*fixed && strcmp(fixed, name) == 0)
            return true;
    return find_filter(res, name, &comparison) != NULL;
}

void list_param_names(const struct resource *res, struct buf *out)
{
    const char *fixed;
    for (int i = 0; (fixed = fixed_params(res, i)); i++)
        if (*fixed)
            buf_addf(out, "%s%s", i ? "," : "", fixed);
    for (const struct field *f = res->fields; f->type != FIELD_TYPE_END; f++) {
        if (f->flags & FILTER)
            buf_addf(out, ",%s", f->name);
        for (int i = 0; f->flags & RANGE && i < RANGE_COUNT; i++)
            buf_addf(out, ",%s%s", f->name, ranges[i].suffix);
    }
}

static void add_condition(struct buf *where, const char *condition, int n)
{
    buf_adds(where, "\n  and ");
    sql_condition(where, condition, n);
}

static void add_filter(struct req *r, struct list_plan *plan, const struct param *p)
{
    const char *comparison;
    const struct field *f = find_filter(plan->res, p->name, &comparison);
    if (!f) {
        refuse_param(r, p->name, FIELD_ERROR_UNKNOWN, NULL);
        return;
    }
    const char *value = decode_param(r, f, p->name, p->value);
    if (!value)
        return;
    const char *left = f->read ? f->read : arena_printf(r->ctx.arena, "t.%s", f->name);
    int n = add_param(plan, value);
    plan->depends_on_values |= *comparison != '=';
    if (f->match)
        buf_addf(plan->where, "\n  and t.%s = fold_key($%d)", f->match, n);
    else if (f->filter)
        add_condition(plan->where, f->filter, n);
    else if (f->type == FIELD_TYPE_ENUM_SET)
        buf_addf(plan->where, "\n  and $%d = any (%s)", n, left);
    else
        buf_addf(plan->where, "\n  and %s %s $%d", left, comparison, n);
}

/* Escapes LIKE's wildcards, so that they are plain characters in a searched word. */
static const char *escape_like(struct arena *a, const char *word, size_t length)
{
    struct buf out;
    buf_init(&out, a, 1024);
    for (size_t i = 0; i < length; i++) {
        if (strchr("%_\\", word[i]))
            buf_addc(&out, '\\');
        buf_addc(&out, word[i]);
    }
    return out.text;
}

/* One condition for each word, so that each can use the trigram index; fold() makes it ignore case and marks, and takes đ for d. */
static void add_search(struct req *r, struct list_plan *plan, const char *q)
{
    const char *text = decode_param(r, &q_field, "q", q);
    int words = 0;
    plan->depends_on_values = true;
    while (text && *text) {
        text += strspn(text, " \t\n");
        size_t length = strcspn(text, " \t\n");
        if (length == 0)
            break;
        if (++words > LIST_MAX_WORDS) {
            refuse_param(r, "q", FIELD_ERROR_TOO_LONG, said(&r->ctx, "8 từ", "8 words"));
            return;
        }
        int n = add_param(plan, escape_like(r->ctx.arena, text, length));
        plan->words[plan->word_count++] = n;
        buf_addf(plan->where, "\n  and t.%s @~ ('%%' || fold($%d) || '%%')::varchar", plan->res->search, n);
        text += length;
    }
}

static void add_as_of(struct req *r, struct list_plan *plan, const char *text)
{
    const char *date = decode_param(r, &as_of_field, "as_of", text);
    if (!date)
        return;
    int n = add_param(plan, date);
    buf_addf(plan->where, "\n  and t.valid_from <= $%d and (t.valid_to is null or t.valid_to >= $%d)", n, n);
}

static int result_column(const struct resource *res, const struct field *f)
{
    return (int)(f - res->fields) + 2; /* after id and version */
}

static bool add_sort(struct list_plan *plan, const char *name, size_t length)
{
    bool descending = length && *name == '-';
    const struct field *f = field_find(plan->res->fields, name + descending, length - descending);
    if (!f || !(f->flags & SORT) || plan->sort_count == LIST_MAX_SORTS)
        return false;
    plan->sorts[plan->sort_count++] = (struct sort_key){f->name, result_column(plan->res, f), descending};
    return true;
}

/* Every order ends with id, so that it is total; id has the direction of the key before it. */
static void close_sorts(struct list_plan *plan)
{
    bool descending = plan->sort_count && plan->sorts[plan->sort_count - 1].descending;
    plan->sorts[plan->sort_count++] = (struct sort_key){"id", 0, descending};
}

static bool read_sorts(struct req *r, struct list_plan *plan, const char *text)
{
    if (!*text)
        return refuse_param(r, "sort", FIELD_ERROR_FORMAT, "name,-created_at");
    while (*text) {
        size_t length = strcspn(text, ",");
        if (!add_sort(plan, text, length))
            return refuse_param(r, "sort", FIELD_ERROR_UNKNOWN, NULL);
        text += length;
        if (*text == ',' && !*++text)
            return refuse_param(r, "sort", FIELD_ERROR_FORMAT, "name,-created_at");
    }
    close_sorts(plan);
    return true;
}

static void add_parent(struct req *r, struct list_plan *plan)
{
    if (!plan->res->parent)
        return;
    buf_adds(plan->where, "\n ");
    sql_of_parent(plan->where, plan->res, add_param(plan, r->captures[0]));
}

static void read_param(struct req *r, struct list_plan *plan, const struct param *p)
{
    const struct resource *res = plan->res;
    if (strcmp(p->name, "sort") == 0 || strcmp(p->name, "cursor") == 0)
        return; /* read before or after the others */
    if (strcmp(p->name, "limit") == 0) {
        const char *limit = decode_param(r, &limit_field, "limit", p->value);
        plan->limit = limit ? atoi(limit) : LIST_DEFAULT_LIMIT;
    } else if (res->search && strcmp(p->name, "q") == 0) {
        add_search(r, plan, p->value);
    } else if (res->is_temporal && strcmp(p->name, "as_of") == 0) {
        add_as_of(r, plan, p->value);
    } else {
        add_filter(r, plan, p);
    }
}

/* What a cursor is bound to: the resource, its order and every condition with its values. */
static const char *make_binding(struct req *r, const struct list_plan *plan)
{
    struct buf text;
    buf_init(&text, r->ctx.arena, 64 * 1024);
    buf_addf(&text, "%s of %s", plan->res->name, plan->res->table);
    for (int i = 0; i < plan->sort_count; i++)
        buf_addf(&text, "%s%s", plan->sorts[i].descending ? " -" : " ", plan->sorts[i].column);
    buf_adds(&text, plan->where->text);
    for (int i = 0; i < plan->param_count; i++)
        buf_addf(&text, "\n%s", plan->params[i]);
    buf_adds(&text, plan->nearness == NEAR_ANY ? "" : "\nnearest first");
    return text.text;
}

static bool read_cursor(struct req *r, struct list_plan *plan)
{
    const char *cursor = req_param(r, "cursor");
    if (!cursor)
        return true;
    int count = plan->sort_count + (plan->nearness != NEAR_ANY);
    if (!cursor_open(r->ctx.arena, r->session->secret, plan->binding, cursor, plan->after, count))
        return refuse_param(r, "cursor", FIELD_ERROR_CURSOR, NULL);
    if (plan->nearness != NEAR_ANY)
        plan->nearness = (enum nearness)atoi(plan->after[plan->sort_count]);
    return true;
}

static const char *default_sort(const struct req *r, const struct resource *res)
{
    return res->search_sort && req_param(r, "q") ? res->search_sort : res->sort;
}

struct list_plan *list_plan_read(struct req *r, const struct resource *res)
{
    struct list_plan *plan = arena_zero(r->ctx.arena, sizeof *plan);
    plan->res = res;
    plan->limit = LIST_DEFAULT_LIMIT;
    plan->where = arena_zero(r->ctx.arena, sizeof *plan->where);
    buf_init(plan->where, r->ctx.arena, WHERE_MAX);
    const char *sort = req_param(r, "sort");
    read_sorts(r, plan, sort ? sort : default_sort(r, res));
    add_parent(r, plan);
    for (size_t i = 0; i < r->param_count; i++)
        read_param(r, plan, &r->params[i]);
    plan->wants_count = prefers(req_header(r, "Prefer"), "count", "exact");
    if (has_failed(&r->ctx))
        return NULL;
    plan->nearness = plan->word_count && !sort ? NEAR_WORD : NEAR_ANY;
    plan->binding = make_binding(r, plan);
    return read_cursor(r, plan) ? plan : NULL;
}
