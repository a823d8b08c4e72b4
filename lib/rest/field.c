/* field: see field.h. */
#include "rest/field.h"

#include <string.h>

const struct field *field_find(const struct field *fields, const char *name, size_t length)
{
    for (const struct field *f = fields; f->type != FIELD_TYPE_END; f++)
        if (strlen(f->name) == length && memcmp(f->name, name, length) == 0)
            return f;
    return NULL;
}

const struct field *field_key_of(const struct field *fields, const char *reference)
{
    for (const struct field *f = fields; f->type != FIELD_TYPE_END; f++)
        if (f->names && strcmp(f->names, reference) == 0)
            return f;
    return NULL;
}
