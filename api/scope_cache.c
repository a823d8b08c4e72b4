/* scope_cache: see scope_cache.h. A fixed table, one entry a slot: two sets of units that collide just ask more often. */
#include "scope_cache.h"

#include "access.h"
#include "base/arena.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SLOTS = 1024 };

struct slot {
    char *units;
    struct resolved *resolved;
};

struct scope_cache {
    pthread_mutex_t mutex;
    uint64_t ttl_ns;
    struct slot slots[SLOTS];
};

/* Guards every reference count: entries outlive their slot, and a release may come from any thread. */
static pthread_mutex_t count_mutex = PTHREAD_MUTEX_INITIALIZER;

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static size_t slot_of(const char *units)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (const unsigned char *c = (const unsigned char *)units; *c; c++)
        hash = (hash ^ *c) * 1099511628211u;
    return hash % SLOTS;
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

struct resolved *scope_cache_get(struct scope_cache *cache, const char *units)
{
    struct slot *slot = &cache->slots[slot_of(units)];
    struct resolved *found = NULL;
    pthread_mutex_lock(&cache->mutex);
    if (slot->units && strcmp(slot->units, units) == 0 && slot->resolved->expires_ns > now_ns()) {
        found = slot->resolved;
        count(found, 1);
    }
    pthread_mutex_unlock(&cache->mutex);
    return found;
}

struct resolved *scope_cache_put(struct scope_cache *cache, const char *units, struct resolved *resolved)
{
    struct slot *slot = &cache->slots[slot_of(units)];
    resolved->references = 2; /* the slot's and the caller's */
    resolved->expires_ns = now_ns() + cache->ttl_ns;
    char *copy = strdup(units);
    if (!copy)
        abort();
    pthread_mutex_lock(&cache->mutex);
    empty_slot(slot);
    *slot = (struct slot){.units = copy, .resolved = resolved};
    pthread_mutex_unlock(&cache->mutex);
    return resolved;
}
