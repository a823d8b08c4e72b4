/*
 * scope_cache: resolved units, kept for a few seconds so that a request need not ask the database who its caller is. Units
 * change a few times a decade; a change is seen after TDKT_SCOPE_TTL seconds at the latest.
 *
 * Layer: api. Thread-safe. Entries are counted references: one stays valid for whoever holds it.
 */
#pragma once

#include "rest/session.h"

#include <stdint.h>

struct arena;
struct scope_cache;

struct resolved {
    struct scope scope;
    const char *read_scope, *write_scope, *provinces; /* comma-separated lineages, as row security reads them */
    struct arena *arena;                              /* what it all lives in */
    int references;
    uint64_t expires_ns;
};

/* A reference, or NULL when the units are not there or too old. Give it back with scope_cache_release(). */
struct resolved *scope_cache_get(struct scope_cache *cache, const char *units);

/* Takes `resolved` (and its arena) and returns a reference to it. */
struct resolved *scope_cache_put(struct scope_cache *cache, const char *units, struct resolved *resolved);

void scope_cache_release(struct resolved *resolved);
