/* document: see document.h. */
#include "reports/document.h"

#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PLACES = 17, REAL_TEXT = 400 };

const json_t *json_at(const json_t *object, const char *path)
{
    while (object && *path) {
        size_t length = strcspn(path, ".");
        object = json_is_array(object) ? json_array_get(object, strtoul(path, NULL, 10))
                                       : json_object_getn(object, path, length);
        path += length + (path[length] == '.');
    }
    return json_is_null(object) ? NULL : object;
}

const char *json_text(const json_t *object, const char *path)
{
    const char *text = json_string_value(json_at(object, path));
    return text ? text : "";
}

long long json_count(const json_t *object, const char *path)
{
    return json_integer_value(json_at(object, path));
}

double json_size(const json_t *object, const char *path)
{
    return json_number_value(json_at(object, path));
}

/* A document's decimals have at most 15 digits. */
static void add_real(struct buf *out, double number)
{
    char text[REAL_TEXT];
    int places = 0;
    do {
        snprintf(text, sizeof text, "%.*f", places++, number);
    } while (places <= MOST_PLACES && strtod(text, NULL) != number);
    buf_adds(out, text);
}

void add_number(struct buf *out, const json_t *number)
{
    if (json_is_integer(number))
        buf_addf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(number));
    else
        add_real(out, json_real_value(number));
}
