/*
 * verifier: the issuers and their keys that are trusted now, and when to ask for keys again.
 *
 * Layer: auth, private. Thread-safe: whoever verifies holds a trust for that long, whatever is loaded meanwhile.
 */
#pragma once

#include "auth/claims.h"
#include "auth/issuer.h"
#include "auth/key_loader.h"
#include "auth/trust.h"

#include <pthread.h>
#include <stdatomic.h>

/* When the keys of one issuer were last asked for, in seconds of the monotonic clock. */
struct key_age {
    atomic_llong loaded_at;
    atomic_llong asked_again_at; /* when a refetch last began */
};

struct verifier {
    struct arena *arena;
    struct issuers issuers;
    struct key_loader loader;
    int skew_s, cache_entries;

    pthread_mutex_t guard; /* of `trust`, the pointer, for an instant */
    struct trust *trust;

    pthread_mutex_t loading; /* one load at a time, so that an older answer never replaces a newer one */
    struct key_age ages[ISSUERS_MAX];

    atomic_ullong cache_hits, cache_misses;
};

/* The trust of this moment; trust_let_go() it. Never NULL. */
struct trust *verifier_hold(struct verifier *verifier);

/* For keys from a URL that have not been asked for in an hour, of any issuer: fetches them again. */
void verifier_refresh(struct verifier *verifier);

/* For keys from a URL: fetches them again, at most once a minute, and says whether they changed. */
bool verifier_refetch(struct verifier *verifier, size_t issuer);
