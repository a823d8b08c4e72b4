/* scope_cache: see scope_cache.h. A fixed table, one entry per slot: two sets of units in one slot only ask the database more often. */
#include "request/scope_cache.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/hash.h"
#include "request/access.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1024 };

struct slot {
    char *units;
    struct resolved *resolved;
};

struct scope_cache {
    pthread_mutex_t mutex;
    uint64_t ttl_ns;
    uint64_t emptied; /* how often */
    bool is_heard;    /* changes of units reach us */
    struct slot slots[SLOTS];
};

/* Guards every reference count: entries outlive their slot, and a release may come from any thread. */
static pthread_mutex_t count_mutex = PTHREAD_MUTEX_INITIALIZER;

static size_t slot_of(const char *units)
{
    return hash_text(units, strlen(units)) % SLOTS;
}

struct scope_cache *scope_cache_new(int ttl_s)
{
    struct scope_cache *cache = calloc(1, sizeof *cache);
    if (!cache)
        abort();
    pthread_mutex_init(&cache->mutex, NULL);
    cache->ttl_ns = (uint64_t)ttl_s * 1000000000u;
    return cache;
}

static void count(struct resolved *resolved, int by)
{
    pthread_mutex_lock(&count_mutex);
    int left = resolved->references += by;
    pthread_mutex_unlock(&count_mutex);
    if (left == 0)
        arena_free(resolved->arena);
}

void scope_cache_release(struct resolved *resolved)
{
    count(resolved, -1);
}

static void empty_slot(struct slot *slot)
{
    free(slot->units);
    if (slot->resolved)
        scope_cache_release(slot->resolved);
    *slot = (struct slot){0};
}

void scope_cache_free(struct scope_cache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < SLOTS; i++)
        empty_slot(&cache->slots[i]);
    pthread_mutex_destroy(&cache->mutex);
    free(cache);
}

/* Under the lock. */
static void empty(struct scope_cache *cache)
{
    for (size_t i = 0; i < SLOTS; i++)
        empty_slot(&cache->slots[i]);
    cache->emptied++;
}

void scope_cache_empty(struct scope_cache *cache)
{
    pthread_mutex_lock(&cache->mutex);
    empty(cache);
    pthread_mutex_unlock(&cache->mutex);
}

void scope_cache_hears(struct scope_cache *cache, bool is_heard)
{
    pthread_mutex_lock(&cache->mutex);
    empty(cache);
    cache->is_heard = is_heard;
    pthread_mutex_unlock(&cache->mutex);
}

struct resolved *scope_cache_get(struct scope_cache *cache, const char *units, struct scope_moment *moment)
{
    struct slot *slot = &cache->slots[slot_of(units)];
    struct resolved *found = NULL;
    pthread_mutex_lock(&cache->mutex);
    moment->emptied = cache->emptied;
    if (slot->units && strcmp(slot->units, units) == 0 && slot->resolved->expires_ns > clock_ns()) {
        found = slot->resolved;
        count(found, 1);
    }
    pthread_mutex_unlock(&cache->mutex);
    return found;
}

/* Under the lock. */
static uint64_t lifetime(const struct scope_cache *cache)
{
    const uint64_t unheard = SCOPE_UNHEARD_S * (uint64_t)1000000000u;
    return cache->is_heard || cache->ttl_ns < unheard ? cache->ttl_ns : unheard;
}

struct resolved *scope_cache_put(struct scope_cache *cache, const char *units, struct resolved *resolved,
                                 struct scope_moment moment)
{
    struct slot *slot = &cache->slots[slot_of(units)];
    char *copy = strdup(units);
    if (!copy)
        abort();
    resolved->references = 2; /* the slot's and the caller's */
    pthread_mutex_lock(&cache->mutex);
    resolved->expires_ns = clock_ns() + lifetime(cache);
    struct slot kept = {.units = copy, .resolved = resolved};
    if (moment.emptied == cache->emptied) {
        struct slot before = *slot;
        *slot = kept;
        kept = before;
    }
    empty_slot(&kept); /* the old entry; or the new one, if a change came after `moment` */
    pthread_mutex_unlock(&cache->mutex);
    return resolved;
}
