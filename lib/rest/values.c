/* values: see values.h. */
#include "rest/values.h"

#include <stdlib.h>
#include <string.h>

void values_put(struct values *v, const char *column, const char *text)
{
    if (v->count == VALUES_MAX)
        abort();
    v->items[v->count].column = column;
    v->items[v->count++].text = text;
}

int values_params(const struct values *v, const char **params, int count)
{
    for (size_t i = 0; i < v->count; i++)
        params[count++] = v->items[i].text;
    return count;
}

const char *values_get(const struct values *v, const char *column)
{
    for (size_t i = 0; i < v->count; i++)
        if (strcmp(v->items[i].column, column) == 0)
            return v->items[i].text;
    return NULL;
}
