/*
 * schema_state: is the schema in the database one that this program can serve?
 *
 * Layer: pg. A schema stands at its last migration. It still serves programs built for an older one down to the last
 * migration that took something away (kind contract, see migrate.h), so that instances of two versions can run side by
 * side while one takes over from the other. Definitions that change serve older programs too, unless a migration says otherwise.
 */
#pragma once

#include "pg/migrate.h"

enum schema_fit {
    SCHEMA_FITS,
    SCHEMA_ABSENT, /* nothing was migrated yet */
    SCHEMA_BEHIND, /* it lacks migrations that this program has */
    SCHEMA_UNLIKE, /* it never had the definitions that this program has */
    SCHEMA_AHEAD,  /* it no longer serves programs as old as this one */
    SCHEMA_OTHER,  /* what it holds under this program's number is another migration */
};

struct schema_state {
    enum schema_fit fit;
    int stands_at;       /* its last migration; 0: none */
    int compatible_from; /* the oldest schema whose programs it serves */
};

/* False: the database could not be asked, and the problem is set. */
bool schema_state_read(struct db *db, const struct schema *schema, struct schema_state *state);
