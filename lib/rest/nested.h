/*
 * nested: a member of a body that is a list of small objects, [{"member_id": …, "vote": …}], or one object of changes,
 * {"name": …, "note": null}. It becomes one JSON text, each value a string or null, for a database function that takes jsonb.
 *
 * Layer: rest.
 */
#pragma once

#include "rest/field.h"

struct req;
struct values;

struct nested {
    const char *name;
    const struct field *fields; /* of each object */
    int most;                   /* objects in a list */
    bool is_object;             /* one object of changes: must be given with at least one member; keeps only the members given */
};

/*
 * Decodes the body by `fields`, as decode_object() does for a creation, then the member: NULL when a list is not given. Reads every
 * object. False: at least one field error was added.
 */
bool decode_nested(struct req *r, const struct field *fields, const struct nested *nested, struct values *out);
