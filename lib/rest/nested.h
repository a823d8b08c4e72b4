/*
 * nested: one member of a body that is a list of small objects, [{"member_id": …, "vote": …}], or one object of changes,
 * {"name": …, "note": null}. It becomes one JSON text, every value a string or null, for a function of the database that takes jsonb.
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
    int most;                   /* objects of a list */
    bool is_object;             /* one object of changes, of which only what is given is kept; it must be there, and say something */
};

/*
 * The body by `fields`, as decode_object() does for a creation, and behind them the member: NULL when a list is not given. False:
 * at least one field error was added; every object has been looked at.
 */
bool decode_nested(struct req *r, const struct field *fields, const struct nested *nested, struct values *out);
