/*
 * council: what is done in a session of the council, and its refusals. Each act is one function of the database, which
 * says whether it may happen; the generic handlers are here again because their refusals tell the session's state.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/* Of a session, on its If-Match: 201 with the session as it then stands. */
bool council_open(struct req *r);
bool council_close(struct req *r);

/* Of an item: 201 with the item as it then stands. A secret ballot leaves no trace in the answer. */
bool council_recuse(struct req *r);
bool council_cast(struct req *r);
bool council_count(struct req *r);
bool council_conclude(struct req *r);

/* The minutes of a session as one document. */
bool council_minutes(struct req *r);

bool council_create(struct req *r);
bool council_replace(struct req *r);
bool council_patch(struct req *r);
bool council_delete(struct req *r);
