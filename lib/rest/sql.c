/* sql: see sql.h. */
#include "rest/sql.h"

#include "base/buf.h"

#include <string.h>

void sql_columns(struct buf *sql, const struct resource *res)
{
    buf_adds(sql, "t.id, t.version");
    for (const struct field *f = res->fields; f->type != FIELD_TYPE_END; f++) {
        if (f->flags & QUERY_ONLY)
            continue;
        buf_adds(sql, f->read ? ", " : ", t.");
        if (f->read) {
            buf_adds(sql, f->read);
            buf_adds(sql, " as ");
        }
        buf_adds(sql, f->name);
    }
}

static void add_returning(struct buf *sql, const struct resource *res)
{
    buf_adds(sql, "\nreturning ");
    sql_columns(sql, res);
}

void sql_of_parent(struct buf *sql, const struct resource *res, int n)
{
    const char *place = res->parent_match ? strstr(res->parent_match, "%s") : NULL;
    if (place)
        buf_addf(sql, " and %.*s$%d%s", (int)(place - res->parent_match), res->parent_match, n, place + 2);
    else if (res->parent)
        buf_addf(sql, " and t.%s = $%d", res->parent_column, n);
}

void sql_insert(struct buf *sql, const struct resource *res, const struct values *v)
{
    buf_addf(sql, "insert into %s as t (", res->table);
    for (size_t i = 0; i < v->count; i++)
        buf_addf(sql, "%s\"%s\"", i ? ", " : "", v->items[i].column);
    buf_adds(sql, ")\nvalues (");
    for (size_t i = 0; i < v->count; i++)
        buf_addf(sql, "%s$%zu", i ? ", " : "", i + 1);
    buf_addc(sql, ')');
    add_returning(sql, res);
}

/* An empty merge patch still counts as a change: it sets the first column that callers may write to itself. */
static void set_to_itself(struct buf *sql, const struct field *f)
{
    while (f->flags & (READ_ONLY | IMMUTABLE))
        f++;
    buf_addf(sql, "\"%s\" = t.%s", f->name, f->name);
}

void sql_update(struct buf *sql, const struct resource *res, const struct values *v)
{
    buf_addf(sql, "update %s as t\nset ", res->table);
    for (size_t i = 0; i < v->count; i++)
        buf_addf(sql, "%s\"%s\" = $%zu", i ? ", " : "", v->items[i].column, i + 3);
    if (v->count == 0)
        set_to_itself(sql, res->fields);
    buf_adds(sql, "\nwhere t.id = $1 and t.version = $2");
    sql_of_parent(sql, res, (int)v->count + 3);
    add_returning(sql, res);
}

void sql_delete(struct buf *sql, const struct resource *res)
{
    buf_addf(sql, "delete from %s as t\nwhere t.id = $1 and t.version = $2", res->table);
    sql_of_parent(sql, res, 3);
    buf_adds(sql, "\nreturning t.id");
}

static void add_match(struct buf *sql, const struct resource *res)
{
    buf_addf(sql, "\nfrom %s as t\nwhere t.id = $1", res->table);
    sql_of_parent(sql, res, 2);
}

void sql_read(struct buf *sql, const struct resource *res)
{
    buf_adds(sql, "select ");
    sql_columns(sql, res);
    add_match(sql, res);
}

void sql_version(struct buf *sql, const struct resource *res)
{
    buf_adds(sql, "select t.version");
    add_match(sql, res);
}
