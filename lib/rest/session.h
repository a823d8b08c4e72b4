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

enum unit_level { LEVEL_PROVINCE, LEVEL_DISTRICT, LEVEL_COMMUNE, LEVELS };

enum { SCOPE_MAX_UNITS = 400 }; /* a token's units and what they inherited */

/* The lineages of a caller's read scope by level, and the provinces they lie in. */
struct scope {
    const char *lineages[LEVELS][SCOPE_MAX_UNITS];
    int counts[LEVELS];
    const char *arrays[LEVELS]; /* the same as PostgreSQL array literals */
    const char *provinces;      /* array literal */
    const char *province;       /* the only one, NULL when there are more or none */
    const char *walk;           /* the only province that ever held rows of the scope; NULL when there may be more */
};

struct session {
    const char *subject;
    unsigned roles;
    const struct scope *scope;
    struct db db;
    struct tx *tx; /* open while a request runs under an Idempotency-Key; NULL otherwise */
    const struct secret *secret;
    const char *base_url; /* "https://tdkt.example", for absolute links */
};

/* A statement in the session's open transaction, or else in its own. NULL: failed, the problem is set. */
struct rows *session_query(struct req *r, const char *sql, int count, const char *const *params);
