/*
 * session: the caller, the rows the caller may reach, and the access to the database. Made by the api layer's authentication
 * stage, read by the engine.
 *
 * Layer: rest.
 */
#pragma once

#include "auth/mac.h"
#include "http/req.h"
#include "pg/query.h"
#include "rest/resource.h"

struct buf;
struct kept_status;

enum { SCOPE_MAX_AXES = 3, SCOPE_MAX_VALUES = 400 };

/* A column that decides whether a row is the caller's, and the caller's values of it. */
struct scope_axis {
    const char *column;
    const char *values[SCOPE_MAX_VALUES];
    int count;
    const char *array; /* the same values as a PostgreSQL array literal */
};

/* The rows that a caller may read: those that match on any axis. The api layer chooses the columns (request/access.c). */
struct scope {
    struct scope_axis axes[SCOPE_MAX_AXES];
    int axis_count;
    struct {
        const char *column; /* of the place in which a row lies */
        const char *array;  /* the places of the caller's rows, as an array literal */
        const char *only;   /* the only place; NULL: several, or none */
        const char *walk;   /* the only place in which rows of the scope ever lay; NULL: there may be others */
    } around;
};

struct session {
    const char *subject; /* NULL: a public route */
    const char *account; /* whose share of requests and places it takes: the subject's, or an address's; NULL: nobody's */
    const struct claims *claims;
    struct place *place; /* the request's place for the database (api/request/admission.h) */
    bool is_alone;       /* a short read that could not be sent with others */
    const struct kept_status *kept; /* the answer if it was kept ready (by the route's find_kept) */
    uint64_t kept_moment;           /* when find_kept looked for it */
    unsigned roles;
    const struct scope *scope; /* NULL: not entered yet */
    const char *write_scope; /* value of the setting tdkt.write_scope, for reads that show what the caller may do */
    struct db db;
    struct tx *tx;       /* open under an Idempotency-Key, or since session_begin(); NULL otherwise */
    bool tx_is_joined;   /* session_begin() found it open; the code that opened it commits it */
    struct buf *shown;   /* under an Idempotency-Key, the rows that the answer shows: "table:id,…"; NULL otherwise */
    const struct rule_text *rule_texts; /* the sentences of the rules, also for check constraints; ends with a NULL code */
    const struct secret *secret;
    const char *base_url; /* "https://tdkt.example", for absolute links */
};

/* A statement in the session's open transaction, or else in its own. NULL: failed, the problem is set. */
struct rows *session_query(struct req *r, const char *sql, int count, const char *const *params);

/* Notes that the answer shows a row. The answer is given again only if the caller still sees that row. */
void session_shows(struct req *r, const char *table, const char *id);

/* The resource as the caller sees it. */
const struct resource *session_view(struct req *r, const struct resource *res);

/*
 * A transaction of several statements: `session_begin(r) && work(r) && session_commit(r)`. It is that of the Idempotency-Key
 * if there is one, else its own. False: the problem is set; what was done is rolled back, with the arena at the latest.
 */
bool session_begin(struct req *r);
bool session_commit(struct req *r);

/* Called when the answer is made: rolls back a transaction that is still open. */
void session_end(struct req *r);
