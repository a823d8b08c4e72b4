/*
 * rows: reading a result. See query.h and rows.h.
 */
#include "pg/rows.h"

#include "base/arena.h"
#include "pg/query.h"

#include <stdlib.h>

struct rows {
    PGresult *result;
};

static void clear(void *result)
{
    PQclear(result);
}

struct rows *rows_own(struct arena *a, PGresult *result)
{
    struct rows *rows = arena_alloc(a, sizeof *rows);
    rows->result = arena_own(a, result, clear);
    return rows;
}

int rows_count(const struct rows *rows)
{
    return PQntuples(rows->result);
}

const char *rows_text(const struct rows *rows, int row, int column)
{
    return PQgetisnull(rows->result, row, column) ? NULL : PQgetvalue(rows->result, row, column);
}

size_t rows_length(const struct rows *rows, int row, int column)
{
    return (size_t)PQgetlength(rows->result, row, column);
}

const char *rows_value(const struct rows *rows, int row, int column, size_t *length)
{
    *length = (size_t)PQgetlength(rows->result, row, column);
    if (*length == 0 && PQgetisnull(rows->result, row, column))
        return NULL;
    return PQgetvalue(rows->result, row, column);
}

long long rows_int(const struct rows *rows, int row, int column)
{
    const char *text = rows_text(rows, row, column);
    return text ? strtoll(text, NULL, 10) : 0;
}

bool rows_bool(const struct rows *rows, int row, int column)
{
    const char *text = rows_text(rows, row, column);
    return text && *text == 't';
}
