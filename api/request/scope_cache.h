/*
 * scope_cache: resolved units, kept for a few seconds so that a request need not ask the database who its caller is. Units
 * change a few times a decade; the database says when (functions/10_unit), and then nothing kept before is used any more. While it is
 * not heard an entry serves for SCOPE_UNHEARD_S; in any case a change is seen after TDKT_SCOPE_TTL seconds.
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

enum { SCOPE_UNHEARD_S = 2 };

/* What was known before a question was put: an answer that a change has overtaken is not kept. */
struct scope_moment {
    uint64_t emptied;
};

/* A reference, or NULL when the units are not there or too old. Give it back with scope_cache_release(). */
struct resolved *scope_cache_get(struct scope_cache *cache, const char *units, struct scope_moment *moment);

/* Takes `resolved` (and its arena), as asked for after `moment`, and returns a reference to it. */
struct resolved *scope_cache_put(struct scope_cache *cache, const char *units, struct resolved *resolved,
                                 struct scope_moment moment);

void scope_cache_release(struct resolved *resolved);

/* Forgets all that was resolved or asked for until now. */
void scope_cache_empty(struct scope_cache *cache);

/* The same, and whether changes will be heard from now on. At first they are not. */
void scope_cache_hears(struct scope_cache *cache, bool is_heard);
