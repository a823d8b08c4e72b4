/*
 * verifier: the issuers and the keys that are trusted now, and when to ask for keys again.
 *
 * Layer: auth, private. Thread-safe: a thread that verifies a token holds one trust for that time, even if keys are loaded.
 */
#pragma once

#include "auth/claims.h"
#include "auth/issuer.h"
#include "auth/key_loader.h"
#include "auth/trust.h"

#include <pthread.h>
#include <stdatomic.h>

/* When the keys of one issuer were last loaded, in seconds of the monotonic clock. */
struct key_age {
    atomic_llong loaded_at;
    atomic_llong asked_again_at; /* when a refetch last began */
};

struct verifier {
    struct arena *arena;
    struct issuers issuers;
    struct key_loader loader;
    int skew_s, cache_entries;

    pthread_mutex_t guard; /* of the pointer `trust`; held for an instant only */
    struct trust *trust;

    pthread_mutex_t loading; /* one load at a time, so that an older answer never replaces a newer one */
    struct key_age ages[ISSUERS_MAX];

    atomic_ullong cache_hits, cache_misses;
};

/* The present trust; the caller must call trust_let_go(). Never NULL. */
struct trust *verifier_hold(struct verifier *verifier);

/* Fetches keys from URLs again, of any issuer, that were last loaded an hour ago or earlier. */
void verifier_refresh(struct verifier *verifier);

/* Fetches the keys of an issuer again if they come from a URL, at most once a minute. True: they have changed. */
bool verifier_refetch(struct verifier *verifier, size_t issuer);
