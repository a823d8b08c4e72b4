/*
 * trust: see trust.h.
 */
#include "auth/trust.h"

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void release_cache(void *cache)
{
    token_cache_free(cache);
}

/* Reads a text that was accepted before. If that fails now, the process ends, because nothing else can be done. */
static const struct key_set *read_again(const struct key_text *text, const struct issuer *issuer, struct arena *a)
{
    const struct key_rules rules = {.label = issuer->label, .preset = issuer->alg, .is_quiet = true};
    struct reason reason;
    const struct key_set *keys = key_set_read(text->text, text->length, &rules, a, &reason);
    if (keys)
        return keys;
    fputs("{\"level\":\"error\",\"event\":\"keys_unreadable\"}\n", stderr);
    abort();
}

struct trust *trust_new(const struct issuers *issuers, const struct key_text *texts, int cache_entries)
{
    struct arena *a = arena_new();
    struct trust *trust = arena_zero(a, sizeof *trust);
    trust->count = issuers->count;
    for (size_t i = 0; i < issuers->count; i++) {
        const char *copy = memcpy(arena_alloc(a, texts[i].length), texts[i].text, texts[i].length);
        trust->texts[i] = (struct key_text){copy, texts[i].length};
        trust->keys[i] = read_again(&trust->texts[i], &issuers->list[i], a);
    }
    trust->cache = arena_own(a, token_cache_new(cache_entries), release_cache);
    trust->arena = a;
    atomic_init(&trust->holders, 1);
    return trust;
}

void trust_let_go(struct trust *trust)
{
    if (trust && atomic_fetch_sub(&trust->holders, 1) == 1)
        arena_free(trust->arena);
}
