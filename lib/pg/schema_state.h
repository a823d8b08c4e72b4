/*
 * schema_state: can this program work with the schema in the database?
 *
 * Layer: pg. A schema serves every program built for its last contract migration (see migrate.h) or a later one, so that
 * instances of two versions can run side by side while one takes over from the other. Definitions that change serve older
 * programs too, unless a migration says otherwise.
 */
#pragma once

#include "pg/migrate.h"

enum schema_fit {
    SCHEMA_FITS,
    SCHEMA_ABSENT, /* nothing was migrated yet */
    SCHEMA_BEHIND, /* it lacks migrations of this program */
    SCHEMA_UNLIKE, /* it never had this program's definitions */
    SCHEMA_AHEAD,  /* it no longer serves programs as old as this one */
    SCHEMA_OTHER,  /* its migration with the number of this program's last one is another */
};

struct schema_state {
    enum schema_fit fit;
    int stands_at;       /* its last migration; 0: none */
    int compatible_from; /* the oldest schema whose programs it serves */
};

/* False: the database could not be asked, and the problem is set. */
bool schema_state_read(struct db *db, const struct schema *schema, struct schema_state *state);
