/*
 * rate_limit: see rate_limit.h. Each part ("shard") has a lock, a table of chains, and a list of its accounts ordered by last use.
 * The high half of a name's hash chooses the shard, the low half the chain.
 */
#include "request/rate_limit.h"

#include "base/clock.h"
#include "base/hash.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_BACK = 8 }; /* how many of the accounts unused longest are checked for being full again */

#define WHOLE (1 - 1e-9) /* one token, less what rounding may lose */

struct bucket {
    uint64_t filled_ns;
    double tokens;
};

struct account {
    struct account *chained;
    struct account *newer, *older; /* by last use */
    struct bucket bucket;
    char subject[];
};

struct shard {
    pthread_mutex_t lock;
    struct account **chains; /* as many as `capacity` */
    struct account *newest, *oldest;
    int count;
    struct bucket shared; /* for newcomers without an account */
};

struct rate_limiter {
    double per_ns, burst;
    int capacity; /* of a shard */
    struct shard shards[RATE_SHARDS];
};

static void *zeroed(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory)
        abort();
    return memory;
}

struct rate_limiter *rate_limiter_new(int per_second, int burst, int subjects)
{
    if (per_second == 0)
        return NULL;
    struct rate_limiter *limiter = zeroed(1, sizeof *limiter);
    limiter->per_ns = per_second / 1e9;
    limiter->burst = burst;
    limiter->capacity = subjects / RATE_SHARDS;
    for (int i = 0; i < RATE_SHARDS; i++) {
        struct shard *shard = &limiter->shards[i];
        pthread_mutex_init(&shard->lock, NULL);
        shard->chains = zeroed((size_t)limiter->capacity, sizeof(struct account *));
        shard->shared.tokens = burst;
    }
    return limiter;
}

static void shard_release(struct shard *shard)
{
    for (struct account *account = shard->oldest, *newer; account; account = newer) {
        newer = account->newer;
        free(account);
    }
    free(shard->chains);
    pthread_mutex_destroy(&shard->lock);
}

void rate_limiter_free(struct rate_limiter *limiter)
{
    if (!limiter)
        return;
    for (int i = 0; i < RATE_SHARDS; i++)
        shard_release(&limiter->shards[i]);
    free(limiter);
}

static void fill(const struct rate_limiter *limiter, struct bucket *bucket, uint64_t now_ns)
{
    if (now_ns <= bucket->filled_ns)
        return;
    double gained = (double)(now_ns - bucket->filled_ns) * limiter->per_ns;
    bucket->tokens = bucket->tokens + gained < limiter->burst ? bucket->tokens + gained : limiter->burst;
    bucket->filled_ns = now_ns;
}

static void take_out(struct shard *shard, struct account *account)
{
    *(account->newer ? &account->newer->older : &shard->newest) = account->older;
    *(account->older ? &account->older->newer : &shard->oldest) = account->newer;
}

static void put_newest(struct shard *shard, struct account *account)
{
    account->newer = NULL;
    account->older = shard->newest;
    *(shard->newest ? &shard->newest->newer : &shard->oldest) = account;
    shard->newest = account;
}

static struct account **chain_of(const struct rate_limiter *limiter, struct shard *shard, const char *subject)
{
    return &shard->chains[(uint32_t)hash_text(subject, strlen(subject)) % (uint32_t)limiter->capacity];
}

static struct account *find(const struct rate_limiter *limiter, struct shard *shard, const char *subject)
{
    struct account *account = *chain_of(limiter, shard, subject);
    while (account && strcmp(account->subject, subject) != 0)
        account = account->chained;
    return account;
}

static void close_account(const struct rate_limiter *limiter, struct shard *shard, struct account *account)
{
    struct account **link = chain_of(limiter, shard, account->subject);
    while (*link != account)
        link = &(*link)->chained;
    *link = account->chained;
    take_out(shard, account);
    shard->count--;
    free(account);
}

static bool make_room(const struct rate_limiter *limiter, struct shard *shard, uint64_t now_ns)
{
    if (shard->count < limiter->capacity)
        return true;
    struct account *account = shard->oldest;
    for (int looked = 0; account && looked < LOOK_BACK; looked++, account = account->newer) {
        fill(limiter, &account->bucket, now_ns);
        if (account->bucket.tokens < limiter->burst)
            continue;
        close_account(limiter, shard, account);
        return true;
    }
    return false;
}

/* This caller may have drawn from the shared bucket before, so the new account begins with what is left in that. */
static struct account *open_account(const struct rate_limiter *limiter, struct shard *shard, const char *subject)
{
    size_t size = strlen(subject) + 1;
    struct account *account = zeroed(1, sizeof *account + size), **chain = chain_of(limiter, shard, subject);
    memcpy(account->subject, subject, size);
    account->bucket = shard->shared;
    account->chained = *chain;
    *chain = account;
    put_newest(shard, account);
    shard->count++;
    return account;
}

static struct bucket *bucket_of(const struct rate_limiter *limiter, struct shard *shard, const char *subject,
                                uint64_t now_ns)
{
    struct account *account = find(limiter, shard, subject);
    fill(limiter, &shard->shared, now_ns);
    if (!account && !make_room(limiter, shard, now_ns))
        return &shard->shared;
    if (!account)
        return &open_account(limiter, shard, subject)->bucket;
    take_out(shard, account);
    put_newest(shard, account);
    fill(limiter, &account->bucket, now_ns);
    return &account->bucket;
}

/* Rounded up. */
static int whole_seconds(double seconds)
{
    int whole = (int)seconds;
    return whole < seconds ? whole + 1 : whole;
}

bool rate_limiter_take_at(struct rate_limiter *limiter, const char *subject, uint64_t now_ns, int *retry_after)
{
    if (!limiter)
        return true;
    struct shard *shard = &limiter->shards[(hash_text(subject, strlen(subject)) >> 32) % RATE_SHARDS];
    pthread_mutex_lock(&shard->lock);
    struct bucket *bucket = bucket_of(limiter, shard, subject, now_ns);
    bool may = bucket->tokens >= WHOLE;
    if (may)
        bucket->tokens -= 1;
    else
        *retry_after = whole_seconds((WHOLE - bucket->tokens) / limiter->per_ns / 1e9);
    pthread_mutex_unlock(&shard->lock);
    return may;
}

bool rate_limiter_take(struct rate_limiter *limiter, const char *subject, int *retry_after)
{
    return rate_limiter_take_at(limiter, subject, clock_ns(), retry_after);
}

size_t rate_limiter_subjects(struct rate_limiter *limiter)
{
    size_t subjects = 0;
    for (int i = 0; i < RATE_SHARDS; i++) {
        pthread_mutex_lock(&limiter->shards[i].lock);
        subjects += (size_t)limiter->shards[i].count;
        pthread_mutex_unlock(&limiter->shards[i].lock);
    }
    return subjects;
}
