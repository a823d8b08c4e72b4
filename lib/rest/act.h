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
struct values;

/* Tells where a row stands: its state and what the state leaves open to the caller, both as JSON texts in one row. */
struct standing {
    const char *sql;
    int captures;     /* how many ids of the path are its parameters */
    const char *by;   /* a column of the body that is one parameter more; NULL: none */
    const char *rule; /* a conflict of that rule also shows the third column, */
    const char *more; /* as this member; NULL: none */
};

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
    const struct standing *standing;      /* NULL: nothing of the act hangs on a state */
    const struct resource *made;          /* the row that it makes, shown by the Location; NULL: the Location is the row's own */
    const char *made_at;                  /* where that one lies, when it is not below the row: "/v1/corrections"; NULL */
    bool shows_made;                      /* the answer is the row that was made; otherwise the one that the path names */
};

/* The stage before the body: 404, or 403 by the act's own word; r->version otherwise. */
bool act_find(struct req *r);

/* 201 with the row as it then stands, its ETag and its Location. */
bool act_perform(struct req *r);

/* The problem of an act that the database has refused: which member it is about, where the row of these ids stands. Returns false. */
bool act_refused(struct req *r, const struct act *act, const char *const *ids, const struct values *body);

/*
 * Adds current_state and allowed to a conflict that a rule of the state raised; other problems stay as they are. Runs after the
 * rollback; adds nothing if the caller cannot see the row. `body`: NULL when there is none. Returns false, like everything that
 * refuses: `return crud_patch(r) || state_refused(r, &standing, r->captures, NULL)`.
 */
bool state_refused(struct req *r, const struct standing *standing, const char *const *ids, const struct values *body);
