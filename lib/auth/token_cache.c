/*
 * token_cache: see token_cache.h. Sets of eight slots, found by the digest's first bytes; several sets share a lock.
 * Within a set a clock hand chooses the slot to replace and skips those used since its last visit. A slot holds the
 * claims' words one behind the other (subject, roles, units), so that an entry is one small block and a hit is one copy.
 */
#include "auth/token_cache.h"

#include "base/arena.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WAYS = 8, LOCKS = 64, CACHE_LINE = 64 };

struct slot {
    unsigned char digest[MAC_BYTES];
    long long not_before, expires_at;
    char *words; /* NULL: empty */
    size_t size;
    unsigned role_count, unit_count;
    bool used;
};

struct set {
    struct slot slots[WAYS];
    unsigned hand;
};

struct lock {
    _Alignas(CACHE_LINE) pthread_mutex_t mutex;
};

struct token_cache {
    struct lock locks[LOCKS];
    size_t set_count; /* 0: holds nothing */
    size_t ways;
    struct set sets[];
};

struct token_cache *token_cache_new(int entries)
{
    size_t wanted = entries > 0 ? (size_t)entries : 0, sets = wanted < WAYS ? wanted > 0 : wanted / WAYS;
    size_t size = sizeof(struct token_cache) + sets * sizeof(struct set);
    struct token_cache *cache = aligned_alloc(CACHE_LINE, (size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE);
    if (!cache) {
        fputs("{\"level\":\"error\",\"event\":\"out_of_memory\"}\n", stderr);
        abort();
    }
    memset(cache, 0, size);
    cache->set_count = sets;
    cache->ways = wanted < WAYS ? wanted : WAYS;
    for (size_t i = 0; i < LOCKS; i++)
        pthread_mutex_init(&cache->locks[i].mutex, NULL);
    return cache;
}

void token_cache_free(struct token_cache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < cache->set_count; i++) {
        for (size_t way = 0; way < WAYS; way++)
            free(cache->sets[i].slots[way].words);
    }
    for (size_t i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&cache->locks[i].mutex);
    free(cache);
}

static size_t set_index(const struct token_cache *cache, const unsigned char *digest)
{
    uint64_t number;
    memcpy(&number, digest, sizeof number);
    return (size_t)(number % cache->set_count);
}

static struct slot *find(const struct token_cache *cache, struct set *set, const unsigned char *digest)
{
    for (size_t way = 0; way < cache->ways; way++) {
        struct slot *slot = &set->slots[way];
        if (slot->words && memcmp(slot->digest, digest, MAC_BYTES) == 0)
            return slot;
    }
    return NULL;
}

/* Writes the addresses of `count` packed words to `out` and returns where the next word starts. */
static const char *unpack(const char *word, const char **out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        out[i] = word;
        word += strlen(word) + 1;
    }
    return word;
}

static void copy_out(const struct slot *slot, struct arena *a, struct claims *claims, long long *not_before)
{
    const char *word = memcpy(arena_alloc(a, slot->size), slot->words, slot->size);
    claims->expires_at = slot->expires_at;
    claims->at_fault = NULL;
    claims->role_count = slot->role_count;
    claims->unit_count = slot->unit_count;
    *not_before = slot->not_before;
    word = unpack(word, &claims->subject, 1);
    word = unpack(word, claims->roles, slot->role_count);
    unpack(word, claims->units, slot->unit_count);
}

bool token_cache_get(struct token_cache *cache, const unsigned char digest[static MAC_BYTES], struct arena *a,
                     struct claims *claims, long long *not_before)
{
    if (cache->set_count == 0)
        return false;
    size_t index = set_index(cache, digest);
    pthread_mutex_t *mutex = &cache->locks[index % LOCKS].mutex;
    pthread_mutex_lock(mutex);
    struct slot *slot = find(cache, &cache->sets[index], digest);
    if (slot) {
        slot->used = true;
        copy_out(slot, a, claims, not_before);
    }
    pthread_mutex_unlock(mutex);
    return slot != NULL;
}

static size_t total_length(const char *const *words, size_t count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += strlen(words[i]) + 1;
    return total;
}

static char *pack_words(char *at, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(words[i]) + 1;
        memcpy(at, words[i], size);
        at += size;
    }
    return at;
}

/* False: out of memory; the token is then verified again next time. */
static bool pack(struct slot *slot, const struct claims *claims)
{
    slot->size = total_length(&claims->subject, 1) + total_length(claims->roles, claims->role_count) +
                 total_length(claims->units, claims->unit_count);
    slot->words = malloc(slot->size);
    if (!slot->words)
        return false;
    char *at = pack_words(slot->words, &claims->subject, 1);
    at = pack_words(at, claims->roles, claims->role_count);
    pack_words(at, claims->units, claims->unit_count);
    slot->expires_at = claims->expires_at;
    slot->role_count = (unsigned)claims->role_count;
    slot->unit_count = (unsigned)claims->unit_count;
    return true;
}

/* The first slot under the hand that is empty or was not used since the hand's last visit. */
static struct slot *choose_victim(const struct token_cache *cache, struct set *set)
{
    for (;;) {
        struct slot *slot = &set->slots[set->hand];
        set->hand = (set->hand + 1) % (unsigned)cache->ways;
        if (!slot->words || !slot->used)
            return slot;
        slot->used = false;
    }
}

void token_cache_put(struct token_cache *cache, const unsigned char digest[static MAC_BYTES],
                     const struct claims *claims, long long not_before)
{
    struct slot fresh = {.not_before = not_before}; /* not marked as used: a token seen once must not displace others */
    if (cache->set_count == 0 || !pack(&fresh, claims))
        return;
    memcpy(fresh.digest, digest, MAC_BYTES);
    size_t index = set_index(cache, digest);
    pthread_mutex_t *mutex = &cache->locks[index % LOCKS].mutex;
    pthread_mutex_lock(mutex);
    struct slot *slot = find(cache, &cache->sets[index], digest);
    if (!slot)
        slot = choose_victim(cache, &cache->sets[index]);
    char *old = slot->words;
    *slot = fresh;
    pthread_mutex_unlock(mutex);
    free(old);
}
