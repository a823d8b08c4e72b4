/*
 * scope_cache: resolved units, kept for a few seconds so that a request need not ask the database for the units of its caller.
 * Units change a few times a decade. The database tells us when (functions/10_unit), and all entries are dropped. While it is
 * not heard, an entry lives for SCOPE_UNHEARD_S seconds. In any case a change is seen after TDKT_SCOPE_TTL seconds.
 *
 * Layer: api. Thread-safe. Entries count their references: an entry stays valid for everyone who holds one.
 */
#pragma once

#include "rest/session.h"

#include <stdint.h>

struct arena;
struct scope_cache;

struct resolved {
    struct scope scope;
    const char *read_scope, *write_scope, *provinces; /* comma-separated lineages, as row security reads them */
    struct arena *arena;                              /* holds all of this */
    int references;
    uint64_t expires_ns;
};

enum { SCOPE_UNHEARD_S = 2 };

/* How often the cache was emptied before the database was asked. If a change comes before the answer, the answer is not kept. */
struct scope_moment {
    uint64_t emptied;
};

/* A reference, or NULL when the units are not there or too old. Give it back with scope_cache_release(). */
struct resolved *scope_cache_get(struct scope_cache *cache, const char *units, struct scope_moment *moment);

/* Takes ownership of `resolved` (and its arena), which was asked for after `moment`, and returns a reference to it. */
struct resolved *scope_cache_put(struct scope_cache *cache, const char *units, struct resolved *resolved,
                                 struct scope_moment moment);

void scope_cache_release(struct resolved *resolved);

/* Drops all entries; answers to questions that are under way will not be kept. */
void scope_cache_empty(struct scope_cache *cache);

/* The same, and sets whether changes are heard from now on. At first they are not. */
void scope_cache_hears(struct scope_cache *cache, bool is_heard);
