/*
 * trust: a set of keys together with the tokens that these keys verified. New keys come with an empty cache of their
 * own, so a verdict by an old key, even one reached while the keys were being changed, dies with that key.
 *
 * Layer: auth, private. Constant but for the cache and the count of holders; shared by threads.
 */
#pragma once

#include "auth/key_set.h"
#include "auth/mac.h"
#include "auth/token_cache.h"

#include <stdatomic.h>

struct trust {
    const struct key_set *keys;
    struct token_cache *cache;
    unsigned char digest[MAC_BYTES]; /* of the text that the keys were read from */
    struct arena *arena;
    atomic_int holders;
};

/* Reads the keys; the caller is the first holder. NULL: see `reason`. */
struct trust *trust_load(const char *location, int cache_entries, struct reason *reason);

/* The last one to let go frees it. NULL is allowed. */
void trust_let_go(struct trust *trust);
