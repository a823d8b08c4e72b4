/* lookup: see lookup.h. */
#include "pg/lookup.h"

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { RUNNING_MAX = 32 };

struct lookup {
    pthread_mutex_t lock; /* guards the rest */
    pthread_cond_t answered;
    int holders;
    bool is_done;
    struct lookup_result result;
    char name[];
};

static atomic_int running;

static struct lookup *lookup_new(const char *name)
{
    struct lookup *l = calloc(1, sizeof *l + strlen(name) + 1);
    if (!l)
        abort();
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&l->answered, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&l->lock, NULL);
    l->holders = 2;
    memcpy(l->name, name, strlen(name) + 1);
    return l;
}

static void let_go(struct lookup *l)
{
    pthread_mutex_lock(&l->lock);
    bool is_last = --l->holders == 0;
    pthread_mutex_unlock(&l->lock);
    if (!is_last)
        return;
    pthread_cond_destroy(&l->answered);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

static void keep_addresses(struct lookup_result *result, const struct addrinfo *list)
{
    for (const struct addrinfo *info = list; info && result->count < LOOKUP_ADDRESSES; info = info->ai_next)
        if (getnameinfo(info->ai_addr, info->ai_addrlen, result->addresses[result->count], LOOKUP_TEXT, NULL, 0,
                        NI_NUMERICHOST) == 0)
            result->count++;
}

static void ask_resolver(const char *name, struct lookup_result *result)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_family = AF_UNSPEC}, *list = NULL;
    int error = getaddrinfo(name, NULL, &hints, &list);
    if (error) {
        result->failure = gai_strerror(error);
        return;
    }
    keep_addresses(result, list);
    freeaddrinfo(list);
    result->failure = result->count == 0 ? "it has no address" : NULL;
}

static void *look_up(void *argument)
{
    struct lookup *l = argument;
    struct lookup_result result = {0};
    ask_resolver(l->name, &result);
    pthread_mutex_lock(&l->lock);
    l->result = result;
    l->is_done = true;
    pthread_cond_signal(&l->answered);
    pthread_mutex_unlock(&l->lock);
    let_go(l);
    atomic_fetch_sub(&running, 1);
    return NULL;
}

static bool start_thread(struct lookup *l)
{
    pthread_t thread;
    pthread_attr_t detached;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    int error = pthread_create(&thread, &detached, look_up, l);
    pthread_attr_destroy(&detached);
    return error == 0;
}

struct lookup *lookup_start(const char *name)
{
    if (atomic_fetch_add(&running, 1) < RUNNING_MAX) {
        struct lookup *l = lookup_new(name);
        if (start_thread(l))
            return l;
        let_go(l);
        let_go(l);
    }
    atomic_fetch_sub(&running, 1);
    return NULL;
}

void lookup_end(struct lookup *l, int64_t deadline, struct lookup_result *result)
{
    const struct timespec until = {.tv_sec = deadline / 1000, .tv_nsec = deadline % 1000 * 1000000};
    *result = (struct lookup_result){.failure = "the resolver does not answer"};
    if (!l)
        return;
    pthread_mutex_lock(&l->lock);
    while (!l->is_done && pthread_cond_timedwait(&l->answered, &l->lock, &until) != ETIMEDOUT)
        continue;
    if (l->is_done)
        *result = l->result;
    pthread_mutex_unlock(&l->lock);
    let_go(l);
}
