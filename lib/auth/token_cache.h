/*
 * token_cache: the claims of verified tokens, so that the next request with the same token costs only a digest.
 *
 * Layer: auth, private. Keyed by the SHA-256 of exactly the bytes that were verified. It holds `entries` at most and
 * forgets those not used lately. Thread-safe. The caller must check that an entry is still in time.
 */
#pragma once

#include "auth/mac.h"
#include "auth/token.h"

#include <stdbool.h>

struct token_cache;

/* `entries` 0: the cache never holds anything. Never NULL. */
struct token_cache *token_cache_new(int entries);
void token_cache_free(struct token_cache *cache);

/* False: not here. `claims` and its strings are a copy in the arena. */
bool token_cache_get(struct token_cache *cache, const unsigned char digest[static MAC_BYTES], struct arena *a,
                     struct claims *claims, long long *not_before);

void token_cache_put(struct token_cache *cache, const unsigned char digest[static MAC_BYTES],
                     const struct claims *claims, long long not_before);
