/*
 * golden: the SQL that is made from descriptors, as files that people can read and review:
 * tests/golden/<resource>.<op>.sql. With TDKT_GOLDEN=write in the environment the files are written instead; look at
 * the difference before you commit it.
 */
#include "awards/decision.h"
#include "base/arena.h"
#include "base/buf.h"
#include "request/access.h"
#include "resources/resources.h"
#include "rest/crud.h"
#include "rest/list.h"
#include "rest/session.h"
#include "rest/sql.h"
#include "routes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SQL_MAX = 64 * 1024 };

static const struct secret secret = {.key = "0123456789abcdef0123456789abcdef", .length = 32};

static const char *golden_path(struct arena *a, const struct resource *res, const char *op)
{
    const char *parent = res->parent ? res->parent->name : "";
    return arena_printf(a, "%s/%s%s%s.%s.sql", TDKT_GOLDEN_DIR, parent, *parent ? "." : "", res->name, op);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "%s\n", text);
    fclose(file);
}

static void compare_at(struct arena *a, const char *path, const char *sql)
{
    if (getenv("TDKT_GOLDEN")) {
        write_file(path, sql);
        return;
    }
    char *expected = arena_zero(a, SQL_MAX);
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("%s is missing; run with TDKT_GOLDEN=write and read it", path);
    size_t length = fread(expected, 1, SQL_MAX - 1, file);
    fclose(file);
    assert_true(length > 0);
    expected[length - 1] = '\0'; /* the final newline */
    assert_string_equal(sql, expected);
}

static void compare(struct arena *a, const struct resource *res, const char *op, const char *sql)
{
    compare_at(a, golden_path(a, res, op), sql);
}

static void compare_file(struct arena *a, const char *name, const char *text)
{
    compare_at(a, arena_printf(a, "%s/%s", TDKT_GOLDEN_DIR, name), text);
}

static struct buf *new_buf(struct arena *a)
{
    struct buf *b = arena_alloc(a, sizeof *b);
    buf_init(b, a, SQL_MAX);
    return b;
}

static void rows_by_id(void **state)
{
    (void)state;
    for (size_t i = 0; i < route_count; i++) {
        if (!routes[i].is_list)
            continue;
        const struct resource *res = routes[i].resource;
        struct arena *a = arena_new();
        struct buf *read = new_buf(a);
        sql_read(read, res);
        compare(a, res, "read", read->text);
        arena_free(a);
    }
}

/* Writes of one resource with every kind of column. The others differ only in names. */
static void writes(void **state)
{
    struct arena *a = arena_new();
    struct values v = {0};
    struct buf *insert = new_buf(a), *update = new_buf(a), *delete = new_buf(a), *nested = new_buf(a);
    struct buf *touch = new_buf(a);
    (void)state;
    values_put(&v, "code", "TT-1");
    values_put(&v, "name", NULL);
    sql_insert(insert, &collective, &v);
    compare(a, &collective, "insert", insert->text);
    sql_update(update, &collective, &v);
    compare(a, &collective, "update", update->text);
    sql_delete(delete, &collective);
    compare(a, &collective, "delete", delete->text);
    sql_update(nested, &cluster_member, &v);
    compare(a, &cluster_member, "update", nested->text);
    sql_update(touch, &nomination, &(struct values){0});
    compare(a, &nomination, "touch", touch->text);
    arena_free(a);
}

static struct req *list_request(struct arena *a, struct scope *scope)
{
    struct req *r = arena_zero(a, sizeof *r);
    ctx_init(&r->ctx, a);
    r->session = arena_zero(a, sizeof *r->session);
    r->session->scope = scope;
    r->session->secret = &secret;
    r->captures[0] = "01600000-0001-7000-8000-000100000349";
    return r;
}

static struct scope *one_district(struct arena *a)
{
    struct scope *scope = arena_alloc(a, sizeof *scope);
    access_axes(scope);
    scope->axes[LEVEL_DISTRICT].count = 1;
    scope->axes[LEVEL_DISTRICT].values[0] = "d";
    scope->around.only = "p";
    return scope;
}

static struct scope *two_levels(struct arena *a)
{
    struct scope *scope = arena_alloc(a, sizeof *scope);
    access_axes(scope);
    scope->axes[LEVEL_DISTRICT].count = scope->axes[LEVEL_COMMUNE].count = 2;
    scope->axes[LEVEL_DISTRICT].array = "{d,e}";
    scope->axes[LEVEL_COMMUNE].array = "{f,g}";
    scope->around.array = "{p,q}";
    return scope;
}

static void add_param(struct req *r, const char *name, const char *value)
{
    r->params[r->param_count++] = (struct param){name, value};
}

static void first_pages(void **state)
{
    (void)state;
    for (size_t i = 0; i < route_count; i++) {
        if (!routes[i].is_list)
            continue;
        const struct resource *res = routes[i].resource;
        struct arena *a = arena_new();
        struct req *r = list_request(a, one_district(a));
        struct list_plan *plan = list_plan_read(r, res);
        assert_non_null(plan);
        compare(a, res, "list", list_sql(r, plan));
        arena_free(a);
    }
}

static void a_filtered_search(void **state)
{
    struct arena *a = arena_new();
    struct req *r = list_request(a, one_district(a));
    (void)state;
    add_param(r, "q", "hòa 50%");
    add_param(r, "kind", "school");
    add_param(r, "headcount[gte]", "10");
    add_param(r, "limit", "10");
    struct list_plan *plan = list_plan_read(r, &collective), counting = *plan;
    compare(a, &collective, "search", list_sql(r, plan));
    compare(a, &collective, "count", list_count_sql(r, &counting));
    assert_string_equal(plan->params[1], "50\\%");
    arena_free(a);
}

static void a_merge_of_units(void **state)
{
    struct arena *a = arena_new();
    struct req *r = list_request(a, two_levels(a));
    (void)state;
    struct list_plan *plan = list_plan_read(r, &individual);
    plan->after[0] = "Đặng";
    plan->after[1] = "id";
    compare(a, &individual, "merge", list_sql(r, plan));
    arena_free(a);
}

static void a_walk_for_many_units(void **state)
{
    struct arena *a = arena_new();
    struct scope *scope = two_levels(a);
    (void)state;
    scope->axes[LEVEL_COMMUNE].count = 40;
    scope->around.walk = "p";
    struct req *r = list_request(a, scope);
    struct list_plan *plan = list_plan_read(r, &individual);
    compare(a, &individual, "walk", list_sql(r, plan));
    assert_true(plan->depends_on_values);
    scope->around.walk = NULL; /* their rows may belong to another province too */
    plan = list_plan_read(r, &individual);
    assert_non_null(strstr(list_sql(r, plan), "cross join lateral"));
    assert_false(plan->depends_on_values);
    arena_free(a);
}

static void mixed_directions(void **state)
{
    struct arena *a = arena_new();
    struct req *r = list_request(a, one_district(a));
    (void)state;
    add_param(r, "sort", "-due_on,indicator");
    struct list_plan *plan = list_plan_read(r, &campaign_target);
    plan->after[0] = plan->after[1] = plan->after[2] = "x";
    compare(a, &campaign_target, "mixed", list_sql(r, plan));
    arena_free(a);
}

/* What a reader without a staff role reads instead of the table. */
static void pages_of_a_reader(void **state)
{
    static const struct resource *const read_by_readers[] = {&award, &decision};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct arena *a = arena_new();
        struct req *r = list_request(a, one_district(a));
        const struct resource *shown = resource_shown(a, read_by_readers[i], ROLE_READER);
        struct buf *read = new_buf(a);
        compare(a, read_by_readers[i], "reader.list", list_sql(r, list_plan_read(r, shown)));
        sql_read(read, shown);
        compare(a, read_by_readers[i], "reader.read", read->text);
        assert_false(list_knows_param(shown, "q"));
        assert_false(list_knows_param(shown, "created_at[gte]"));
        assert_true(list_knows_param(read_by_readers[i], "created_at[gte]"));
        arena_free(a);
    }
}

static bool shows_rows(const struct route *route)
{
    return route->is_list || route->handle == crud_read || route->handle == decision_read;
}

static const char *members(struct arena *a, const struct resource *res, unsigned role)
{
    struct buf *names = new_buf(a);
    buf_adds(names, "id");
    for (const struct field *f = resource_shown(a, res, role)->fields; f->type != FIELD_TYPE_END; f++)
        if (!(f->flags & QUERY_ONLY))
            buf_addf(names, ",%s", f->name);
    return names->text;
}

/* One line for each operation and set of members, with the roles that see it. */
static void add_readers(struct arena *a, struct buf *out, const struct route *route)
{
    unsigned left = route->roles;
    while (left) {
        const char *shown = members(a, route->resource, left & -left), *separator = "";
        buf_addf(out, "%s%s\t", out->length ? "\n" : "", route->operation);
        for (enum role_bit bit = 0; bit < ROLE_COUNT; bit++)
            if (left & 1u << bit && strcmp(members(a, route->resource, 1u << bit), shown) == 0) {
                buf_addf(out, "%s%s", separator, role_name(bit));
                separator = ",";
                left &= ~(1u << bit);
            }
        buf_addf(out, "\t%s", shown);
    }
}

/* tests/api/test_readers.py asks as each role and expects these members. */
static void who_reads_what(void **state)
{
    struct arena *a = arena_new();
    struct buf *out = new_buf(a);
    (void)state;
    for (size_t i = 0; i < route_count; i++)
        if (shows_rows(&routes[i]))
            add_readers(a, out, &routes[i]);
    assert_false(out->overflow);
    compare_file(a, "members.txt", out->text);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_by_id),       cmocka_unit_test(writes),
        cmocka_unit_test(first_pages),      cmocka_unit_test(a_filtered_search),
        cmocka_unit_test(a_merge_of_units), cmocka_unit_test(a_walk_for_many_units),
        cmocka_unit_test(mixed_directions), cmocka_unit_test(pages_of_a_reader),
        cmocka_unit_test(who_reads_what),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
