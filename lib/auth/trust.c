/*
 * trust: see trust.h.
 */
#include "auth/trust.h"

#include "auth/key_source.h"
#include "base/arena.h"

static void release_cache(void *cache)
{
    token_cache_free(cache);
}

static struct trust *new_trust(const char *text, size_t length, int cache_entries, struct reason *reason)
{
    struct arena *a = arena_new();
    const struct key_set *keys = key_set_read(text, length, a, reason);
    if (!keys) {
        arena_free(a);
        return NULL;
    }
    struct trust *trust = arena_zero(a, sizeof *trust);
    trust->keys = keys;
    trust->cache = arena_own(a, token_cache_new(cache_entries), release_cache);
    trust->arena = a;
    atomic_init(&trust->holders, 1);
    sha256(text, length, trust->digest);
    return trust;
}

struct trust *trust_load(const char *location, int cache_entries, struct reason *reason)
{
    struct arena *scratch = arena_new();
    size_t length = 0;
    const char *text = key_source_read(location, scratch, &length, reason);
    struct trust *trust = text ? new_trust(text, length, cache_entries, reason) : NULL;
    arena_free(scratch);
    return trust;
}

void trust_let_go(struct trust *trust)
{
    if (trust && atomic_fetch_sub(&trust->holders, 1) == 1)
        arena_free(trust->arena);
}
