/*
 * values: columns and their texts, decoded from a body, ready for an INSERT or UPDATE.
 *
 * Layer: rest.
 */
#pragma once

#include <stddef.h>

enum { VALUES_MAX = 48 };

struct values {
    struct {
        const char *column;
        const char *text; /* NULL: SQL null */
    } items[VALUES_MAX];
    size_t count;
};

/* Both strings are borrowed. A descriptor with more than VALUES_MAX columns is a fault of the program: aborts. */
void values_put(struct values *v, const char *column, const char *text);

/* Appends the texts to `params`, which has `count` already and room for all. Returns the new count. */
int values_params(const struct values *v, const char **params, int count);

/* The text given for a column; NULL when it is null or not given. */
const char *values_get(const struct values *v, const char *column);
