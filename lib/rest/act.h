/*
 * act: what is done with a row and is neither a change nor a deletion of it: a submission, a confirmation, a vote. The
 * database does it in one statement, and refuses what may not happen. Each act is a descriptor and one row in the table
 * of routes; one handler performs them all.
 *
 * Layer: rest. act_find() and act_perform() work on r->route->resource, a struct act.
 */
#pragma once

#include "rest/resource.h"

struct nested;
struct req;

struct act {
    const struct resource *of; /* the row that the path names is one of these */
    const char *enter; /* $1: the row's id. Returns its version, null when the caller does not see the row; refuses callers who
                          may never do this. NULL: nobody is refused before the body is read */
    const char *sql;   /* $1: the row's id; then what the next two members say; then the body's members in their order */
    bool takes_id;     /* of the row that the act makes. Without it, the statement returns that id */
    bool takes_version;
    const struct field *fields;
    const struct nested *nested;          /* a list or an object of the body, after the fields; NULL: none */
    const struct constraint *constraints; /* these two as in struct resource; NULL: none */
    const char *stand_in;
    const struct resource *made;          /* the row that the act makes; the Location names it. NULL: the Location is the row's own */
    const char *made_at;                  /* the path above a made row that is not below its row: "/v1/corrections"; or NULL */
    bool shows_made;                      /* the answer shows the row that was made; otherwise the one that the path names */
};

/* Runs before the body is read: 404, or the refusal of `enter` (403). Otherwise sets r->version. */
bool act_find(struct req *r);

/* Answers 201 with the row as it is after the act, its ETag and its Location. */
bool act_perform(struct req *r);
