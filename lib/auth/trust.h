/*
 * trust: the keys of every issuer together with the cache of tokens that these keys verified. New keys come with a new, empty
 * cache, so a verdict by an old key, even one reached while the keys were being changed, ends with that key.
 *
 * Layer: auth, private. Constant except for the cache and the count of holders; shared by threads.
 */
#pragma once

#include "auth/issuer.h"
#include "auth/key_set.h"
#include "auth/mac.h"
#include "auth/token_cache.h"

#include <stdatomic.h>

/* What the keys of one issuer are read from. */
struct key_text {
    const char *text;
    size_t length;
};

struct trust {
    const struct key_set *keys[ISSUERS_MAX];
    struct key_text texts[ISSUERS_MAX];
    size_t count;
    struct token_cache *cache;
    struct arena *arena;
    atomic_int holders;
};

/* From texts that key_set_read() has accepted before, in the order of the issuers; copied. The caller is the first holder. */
struct trust *trust_new(const struct issuers *issuers, const struct key_text *texts, int cache_entries);

/* The last holder to let go frees it. NULL is allowed. */
void trust_let_go(struct trust *trust);
