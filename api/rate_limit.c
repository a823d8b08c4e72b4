/* rate_limit: see rate_limit.h. */
#include "rate_limit.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

enum { BUCKETS = 4096, LOCKS = 64 };

struct bucket {
    uint64_t subject;
    uint64_t filled_ns;
    double tokens;
};

struct rate_limiter {
    double per_ns, burst;
    pthread_mutex_t locks[LOCKS];
    struct bucket buckets[BUCKETS];
};

static uint64_t hash_of(const char *text)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (const unsigned char *c = (const unsigned char *)text; *c; c++)
        hash = (hash ^ *c) * 1099511628211u;
    return hash;
}

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

struct rate_limiter *rate_limiter_new(int per_second, int burst)
{
    if (per_second == 0)
        return NULL;
    struct rate_limiter *limiter = calloc(1, sizeof *limiter);
    if (!limiter)
        abort();
    limiter->per_ns = per_second / 1e9;
    limiter->burst = burst;
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_init(&limiter->locks[i], NULL);
    return limiter;
}

void rate_limiter_free(struct rate_limiter *limiter)
{
    if (!limiter)
        return;
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&limiter->locks[i]);
    free(limiter);
}

static void fill(const struct rate_limiter *limiter, struct bucket *b, uint64_t subject)
{
    uint64_t now = now_ns();
    double gained = (double)(now - b->filled_ns) * limiter->per_ns;
    bool is_new = b->subject != subject;
    b->tokens = is_new || b->tokens + gained > limiter->burst ? limiter->burst : b->tokens + gained;
    b->subject = subject;
    b->filled_ns = now;
}

bool rate_limiter_take(struct rate_limiter *limiter, const char *subject, int *retry_after)
{
    if (!limiter)
        return true;
    uint64_t hash = hash_of(subject);
    struct bucket *b = &limiter->buckets[hash % BUCKETS];
    pthread_mutex_t *lock = &limiter->locks[hash % LOCKS];
    pthread_mutex_lock(lock);
    fill(limiter, b, hash);
    bool may = b->tokens >= 1;
    if (may)
        b->tokens -= 1;
    else
        *retry_after = 1 + (int)((1 - b->tokens) / limiter->per_ns / 1e9);
    pthread_mutex_unlock(lock);
    return may;
}
