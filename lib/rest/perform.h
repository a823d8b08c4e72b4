/*
 * perform: an act is one function of the database, which asks every right and every state itself. What a body may say, which
 * refusal is about which member, and where the row then stands are a descriptor and one row in the table of routes; one
 * handler performs them all.
 *
 * Layer: rest. perform() and perform_find() work on r->route->resource, a struct performance.
 */
#pragma once

#include "rest/resource.h"

struct nested;
struct req;

/* Tells where a row stands: its state and what the state leaves open to the caller, both as JSON texts in one row. */
struct standing {
    const char *sql;
    int captures; /* how many of the path's captures are its parameters */
};

struct performance {
    const struct resource *of; /* whose row the path names, and the answer shows */
    const char *enter; /* $1 the row's id → its version, null when it is not there for the caller; refuses whom the act is
                          not open to. NULL: nobody is refused before the body is read */
    const char *sql;   /* $1 the row's id, $2 its version when the act takes it, then the body's members in their order */
    bool takes_version;
    const struct field *fields;
    const struct nested *nested;          /* a list of objects behind the fields; NULL: none */
    const struct constraint *constraints; /* as a resource's; NULL: none */
    const struct standing *standing;      /* NULL: nothing of the act hangs on a state */
};

/* The stage before the body: 404, or 403 by the act's own word; r->version otherwise. */
bool perform_find(struct req *r);

/* 201 with the row as it then stands, its ETag, and its Location: the path without the act. */
bool perform(struct req *r);

/*
 * Adds current_state and allowed to a conflict that a rule of the state raised; other problems stay as they are. Returns false,
 * like everything that refuses: `return crud_patch(r) || perform_refused(r, &standing)`.
 */
bool perform_refused(struct req *r, const struct standing *standing);
