/*
 * verifier: see verifier.h and token.h. Every message about keys gets the name of its setting here, and nowhere else.
 */
#include "auth/verifier.h"

#include "auth/key_source.h"
#include "base/arena.h"
#include "base/log.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { SKEW_MAX_S = 60, REFETCH_PAUSE_S = 60, KEYS_OLD_S = 3600 };

static long long monotonic_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec;
}

static void explain(const struct reason *reason, char *why, size_t why_size)
{
    snprintf(why, why_size, "TDKT_JWT_KEYS: %s", reason->text);
}

struct trust *verifier_hold(struct verifier *verifier)
{
    pthread_mutex_lock(&verifier->guard);
    struct trust *trust = verifier->trust;
    atomic_fetch_add(&trust->holders, 1);
    pthread_mutex_unlock(&verifier->guard);
    return trust;
}

static void put_in_place(struct verifier *verifier, struct trust *fresh)
{
    pthread_mutex_lock(&verifier->guard);
    struct trust *old = verifier->trust;
    verifier->trust = fresh;
    pthread_mutex_unlock(&verifier->guard);
    trust_let_go(old);
}

/* Under `loading`. */
static struct trust *load(struct verifier *verifier, struct reason *reason)
{
    struct trust *fresh = trust_load(verifier->location, verifier->cache_entries, reason);
    if (fresh)
        atomic_store(&verifier->loaded_at, monotonic_seconds());
    return fresh;
}

bool verifier_reload(struct verifier *verifier, char *why, size_t why_size)
{
    struct reason reason = {""};
    pthread_mutex_lock(&verifier->loading);
    struct trust *fresh = load(verifier, &reason);
    if (fresh)
        put_in_place(verifier, fresh);
    else
        explain(&reason, why, why_size);
    pthread_mutex_unlock(&verifier->loading);
    return fresh != NULL;
}

/* One thread gets the minute; the others go on with the keys there are. */
static bool may_ask_again(struct verifier *verifier, bool because_old)
{
    long long now = monotonic_seconds(), last = atomic_load(&verifier->asked_again_at);
    if (because_old && now - atomic_load(&verifier->loaded_at) < KEYS_OLD_S)
        return false;
    return now - last >= REFETCH_PAUSE_S && atomic_compare_exchange_strong(&verifier->asked_again_at, &last, now);
}

/* Under `loading`: nobody else replaces verifier->trust. */
static bool load_if_changed(struct verifier *verifier)
{
    struct reason reason = {""};
    struct trust *fresh = load(verifier, &reason);
    if (!fresh) {
        log_say(LOG_WARN, "keys_not_refreshed", "TDKT_JWT_KEYS: %s", reason.text);
        return false;
    }
    if (mac_equal(fresh->digest, verifier->trust->digest)) {
        trust_let_go(fresh);
        return false;
    }
    put_in_place(verifier, fresh);
    return true;
}

bool verifier_refetch(struct verifier *verifier, bool because_old)
{
    if (!key_source_is_remote(verifier->location) || !may_ask_again(verifier, because_old))
        return false;
    pthread_mutex_lock(&verifier->loading);
    bool changed = load_if_changed(verifier);
    pthread_mutex_unlock(&verifier->loading);
    return changed;
}

static const char *find_fault(const struct verifier_config *config)
{
    if (!config->keys || !*config->keys)
        return "TDKT_JWT_KEYS: a file or URL with the keys of the token issuer is needed";
    if (!config->issuer || !*config->issuer)
        return "TDKT_JWT_ISSUER: the issuer of the tokens is needed";
    if (!config->audience || !*config->audience)
        return "TDKT_JWT_AUDIENCE: the audience of the tokens is needed";
    if (!config->roles_claim || !*config->roles_claim)
        return "TDKT_JWT_ROLES_CLAIM: the name of the claim with the roles is needed";
    if (config->skew_s < 0 || config->skew_s > SKEW_MAX_S)
        return "the clock skew allowed to tokens must be 0 to 60 seconds";
    return NULL;
}

static struct verifier *prepare(const struct verifier_config *config)
{
    struct arena *a = arena_new();
    struct verifier *verifier = arena_zero(a, sizeof *verifier);
    verifier->arena = a;
    verifier->location = arena_strdup(a, config->keys);
    verifier->expected = (struct expectation){.issuer = arena_strdup(a, config->issuer),
                                              .audience = arena_strdup(a, config->audience),
                                              .roles_claim = arena_strdup(a, config->roles_claim),
                                              .skew_s = config->skew_s};
    verifier->cache_entries = config->cache_entries;
    pthread_mutex_init(&verifier->guard, NULL);
    pthread_mutex_init(&verifier->loading, NULL);
    /* The first unknown kid may ask at once. */
    atomic_init(&verifier->asked_again_at, monotonic_seconds() - REFETCH_PAUSE_S);
    return verifier;
}

struct verifier *verifier_new(const struct verifier_config *config, char *why, size_t why_size)
{
    const char *fault = find_fault(config);
    if (fault) {
        snprintf(why, why_size, "%s", fault);
        return NULL;
    }
    struct verifier *verifier = prepare(config);
    if (verifier_reload(verifier, why, why_size))
        return verifier;
    verifier_free(verifier);
    return NULL;
}

void verifier_free(struct verifier *verifier)
{
    if (!verifier)
        return;
    trust_let_go(verifier->trust);
    pthread_mutex_destroy(&verifier->loading);
    pthread_mutex_destroy(&verifier->guard);
    arena_free(verifier->arena);
}

void verifier_figures(struct verifier *verifier, struct verifier_figures *out)
{
    struct trust *trust = verifier_hold(verifier);
    out->keys = (int)trust->keys->count;
    trust_let_go(trust);
    out->cache_hits = atomic_load(&verifier->cache_hits);
    out->cache_misses = atomic_load(&verifier->cache_misses);
}
