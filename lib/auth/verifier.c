/*
 * verifier: see verifier.h and token.h.
 */
#include "auth/verifier.h"

#include "auth/key_source.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/wait.h"

#include <stdio.h>
#include <string.h>

enum { SKEW_MAX_S = 60, REFETCH_PAUSE_S = 60, KEYS_OLD_S = 3600, KEEP_MAX_HOURS = 720 };

struct trust *verifier_hold(struct verifier *verifier)
{
    pthread_mutex_lock(&verifier->guard);
    struct trust *trust = verifier->trust;
    atomic_fetch_add(&trust->holders, 1);
    pthread_mutex_unlock(&verifier->guard);
    return trust;
}

/* Under `loading`, so that nobody else replaces verifier->trust. */
static void put_in_place(struct verifier *verifier, const struct key_text *texts)
{
    struct trust *fresh = trust_new(&verifier->issuers, texts, verifier->cache_entries);
    pthread_mutex_lock(&verifier->guard);
    struct trust *old = verifier->trust;
    verifier->trust = fresh;
    pthread_mutex_unlock(&verifier->guard);
    trust_let_go(old);
}

/* Under `loading`. Kept keys count as old, so that the server is asked again soon. */
static bool load(struct verifier *verifier, size_t i, struct arena *a, struct key_text *out, struct reason *reason)
{
    const struct issuer *issuer = &verifier->issuers.list[i];
    const struct key_text *known = verifier->trust ? &verifier->trust->texts[i] : NULL;
    bool is_loaded = key_loader_load(&verifier->loader, issuer, known, a, out, reason);
    if (is_loaded)
        atomic_store(&verifier->ages[i].loaded_at, clock_s());
    return is_loaded || (!known && key_loader_fall_back(&verifier->loader, issuer, a, out, reason));
}

/* Under `loading`. An issuer whose keys cannot be loaded keeps its old ones; at a start, all must be loaded. */
static bool load_all(struct verifier *verifier, struct arena *a, struct reason *first)
{
    struct key_text texts[ISSUERS_MAX];
    bool is_complete = true;
    for (size_t i = 0; i < verifier->issuers.count; i++) {
        struct reason reason = {.text = ""};
        if (load(verifier, i, a, &texts[i], &reason))
            continue;
        if (is_complete)
            *first = reason;
        is_complete = false;
        if (!verifier->trust)
            return false;
        texts[i] = verifier->trust->texts[i];
    }
    put_in_place(verifier, texts);
    return is_complete;
}

bool verifier_reload(struct verifier *verifier, char *why, size_t why_size)
{
    struct reason reason = {.text = ""};
    struct arena *a = arena_new();
    pthread_mutex_lock(&verifier->loading);
    bool is_complete = load_all(verifier, a, &reason);
    pthread_mutex_unlock(&verifier->loading);
    if (!is_complete)
        snprintf(why, why_size, "%s", reason.text);
    arena_free(a);
    return is_complete;
}

/* True for one caller a minute; the others go on with the present keys. */
static bool may_ask_again(struct key_age *age)
{
    long long now = clock_s(), last = atomic_load(&age->asked_again_at);
    return now - last >= REFETCH_PAUSE_S && atomic_compare_exchange_strong(&age->asked_again_at, &last, now);
}

/* Under `loading`. */
static bool load_if_changed(struct verifier *verifier, size_t i, struct arena *a)
{
    struct key_text texts[ISSUERS_MAX], fresh;
    struct reason reason = {.text = ""};
    if (!load(verifier, i, a, &fresh, &reason)) {
        log_say(LOG_WARN, "keys_not_refreshed", "%s", reason.text);
        return false;
    }
    const struct trust *trust = verifier->trust;
    if (fresh.length == trust->texts[i].length && memcmp(fresh.text, trust->texts[i].text, fresh.length) == 0)
        return false;
    memcpy(texts, trust->texts, sizeof texts);
    texts[i] = fresh;
    put_in_place(verifier, texts);
    return true;
}

struct refetch {
    struct verifier *verifier;
    size_t issuer;
    bool changed;
};

static void refetch(void *pointer)
{
    struct refetch *f = pointer;
    struct arena *a = arena_new();
    pthread_mutex_lock(&f->verifier->loading);
    f->changed = load_if_changed(f->verifier, f->issuer, a);
    pthread_mutex_unlock(&f->verifier->loading);
    arena_free(a);
}

bool verifier_refetch(struct verifier *verifier, size_t issuer)
{
    if (!key_source_is_remote(verifier->issuers.list[issuer].keys) || !may_ask_again(&verifier->ages[issuer]))
        return false;
    struct refetch f = {.verifier = verifier, .issuer = issuer};
    offload(refetch, &f); /* the key server may be slow: only this caller waits */
    return f.changed;
}

void verifier_refresh(struct verifier *verifier)
{
    for (size_t i = 0; i < verifier->issuers.count; i++) {
        if (clock_s() - atomic_load(&verifier->ages[i].loaded_at) >= KEYS_OLD_S)
            verifier_refetch(verifier, i);
    }
}

static const char *find_fault(const struct verifier_config *config)
{
    size_t roles = 0;
    while (config->roles && config->roles[roles])
        roles++;
    if (roles < 1 || roles > TOKEN_MAX_ROLES)
        return "a service has 1 to 16 roles";
    if (config->skew_s < 0 || config->skew_s > SKEW_MAX_S)
        return "the clock skew allowed to tokens must be 0 to 60 seconds";
    if (config->keep_hours < 0 || config->keep_hours > KEEP_MAX_HOURS || (config->keep_hours > 0 && !config->keep_in))
        return "keys are kept for 0 to 720 hours, in a directory";
    return NULL;
}

static void prepare(struct verifier *verifier, const struct verifier_config *config)
{
    struct arena *a = verifier->arena;
    verifier->loader = (struct key_loader){
        .keeping = {.directory = arena_strdup(a, config->keep_in ? config->keep_in : ""), .hours = config->keep_hours,
                    .only_reads = config->keep_only_reads},
        .refuse_development = config->refuse_development_keys};
    verifier->skew_s = config->skew_s;
    verifier->cache_entries = config->cache_entries;
    /* So that the first unknown kid may ask at once. */
    for (size_t i = 0; i < ISSUERS_MAX; i++) {
        atomic_init(&verifier->ages[i].loaded_at, clock_s() - KEYS_OLD_S);
        atomic_init(&verifier->ages[i].asked_again_at, clock_s() - REFETCH_PAUSE_S);
    }
}

static struct verifier *new_verifier(void)
{
    struct arena *a = arena_new();
    struct verifier *verifier = arena_zero(a, sizeof *verifier);
    verifier->arena = a;
    pthread_mutex_init(&verifier->guard, NULL);
    pthread_mutex_init(&verifier->loading, NULL);
    return verifier;
}

struct verifier *verifier_new(const struct verifier_config *config, char *why, size_t why_size)
{
    const char *fault = find_fault(config);
    if (fault) {
        snprintf(why, why_size, "%s", fault);
        return NULL;
    }
    struct verifier *verifier = new_verifier();
    struct reason reason = {.text = ""};
    prepare(verifier, config);
    if (!issuers_read(config, verifier->arena, &verifier->issuers, &reason))
        snprintf(why, why_size, "%s", reason.text);
    else if (verifier_reload(verifier, why, why_size))
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
    out->keys = 0;
    for (size_t i = 0; i < trust->count; i++)
        out->keys += (int)trust->keys[i]->count;
    trust_let_go(trust);
    out->cache_hits = atomic_load(&verifier->cache_hits);
    out->cache_misses = atomic_load(&verifier->cache_misses);
}
