/*
 * session: who asks, what they may reach, and their way to the database. Made by the api layer's authentication stage,
 * read by the engine.
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

/* A column by which rows are a caller's, and the caller's values of it. */
struct scope_axis {
    const char *column;
    const char *values[SCOPE_MAX_VALUES];
    int count;
    const char *array; /* the same as PostgreSQL array literal */
};

/* What a caller may read: rows that match on any axis. Which columns those are says api (request/access.c). */
struct scope {
    struct scope_axis axes[SCOPE_MAX_AXES];
    int axis_count;
    struct {
        const char *column; /* of what the caller's rows lie in */
        const char *array;  /* array literal */
        const char *only;   /* the only value, NULL when there are more or none */
        const char *walk;   /* the only value that rows of the scope ever had; NULL when there may be more */
    } around;
};

struct session {
    const char *subject; /* NULL: a public route */
    const struct claims *claims;
    struct place *place; /* among those who ask the database (api/request/admission.h) */
    bool is_alone;       /* a short read that could not go together with others */
    const struct kept_status *kept; /* the answer, where it was kept ready (route's find_kept) */
    uint64_t kept_moment;           /* when it was looked for */
    unsigned roles;
    const struct scope *scope; /* NULL: not entered yet */
    const char *write_scope; /* the setting of the same name; of reads that ask what the caller may do */
    struct db db;
    struct tx *tx;       /* open under an Idempotency-Key, or since session_begin(); NULL otherwise */
    bool tx_is_joined;   /* session_begin() found it open: whoever opened it commits it */
    struct buf *shown;   /* under an Idempotency-Key, which rows the answer shows: "table:id,…"; NULL otherwise */
    const struct secret *secret;
    const char *base_url; /* "https://tdkt.example", for absolute links */
};

/* A statement in the session's open transaction, or else in its own. NULL: failed, the problem is set. */
struct rows *session_query(struct req *r, const char *sql, int count, const char *const *params);

/* Notes that the answer shows a row: before it is given again, the caller must still see it. */
void session_shows(struct req *r, const char *table, const char *id);

/* The resource as the caller sees it. */
const struct resource *session_view(struct req *r, const struct resource *res);

/*
 * A transaction of several statements around `session_begin(r) && work(r) && session_commit(r)`: the one of the
 * Idempotency-Key when there is one, else its own. False: failed, the problem is set; what was done is undone with the arena.
 */
bool session_begin(struct req *r);
bool session_commit(struct req *r);

/* The answer is made: a transaction that is still open is undone. */
void session_end(struct req *r);
