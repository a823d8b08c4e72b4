/*
 * act: something that is done to a row and is neither a change nor a deletion of it: a submission, a confirmation, a vote. The
 * database does it, in one statement, and says whether it may happen. Each act is a descriptor and one row in the table of
 * routes; one handler performs them all.
 *
 * Layer: rest. act_find() and act_perform() work on r->route->resource, a struct act.
 */
#pragma once

#include "rest/resource.h"

struct nested;
struct req;

struct act {
    const struct resource *of; /* whose row the path names */
    const char *enter; /* $1 the row's id → its version, null when it is not there for the caller; refuses whom the act is
                          not open to. NULL: nobody is refused before the body is read */
    const char *sql;   /* $1 the row's id, then what the next two say, then the body's members in their order */
    bool takes_id;     /* the id of the row that it makes; otherwise the statement answers that id */
    bool takes_version;
    const struct field *fields;
    const struct nested *nested;          /* a list or an object behind the fields; NULL: none */
    const struct constraint *constraints; /* as a resource's; NULL: none */
    const struct resource *made;          /* the row that it makes, shown by the Location; NULL: the Location is the row's own */
    const char *made_at;                  /* where that one lies, when it is not below the row: "/v1/corrections"; NULL */
    bool shows_made;                      /* the answer is the row that was made; otherwise the one that the path names */
};

/* The stage before the body: 404, or 403 by the act's own word; r->version otherwise. */
bool act_find(struct req *r);

/* 201 with the row as it then stands, its ETag and its Location. */
bool act_perform(struct req *r);
