/*
 * verifier: the keys that are trusted now, and when to ask for them again.
 *
 * Layer: auth, private. Thread-safe: whoever verifies holds a trust for that long, whatever is loaded meanwhile.
 */
#pragma once

#include "auth/claims.h"
#include "auth/trust.h"

#include <pthread.h>
#include <stdatomic.h>

struct verifier {
    struct arena *arena;
    const char *location;
    struct expectation expected;
    int cache_entries;

    pthread_mutex_t guard; /* of `trust`, the pointer, for an instant */
    struct trust *trust;

    pthread_mutex_t loading;     /* one load at a time, so that an older answer never replaces a newer one */
    atomic_llong loaded_at;      /* seconds of the monotonic clock */
    atomic_llong asked_again_at; /* when a refetch last began */

    atomic_ullong cache_hits, cache_misses;
};

/* The trust of this moment; trust_let_go() it. Never NULL. */
struct trust *verifier_hold(struct verifier *verifier);

/*
 * For keys from a URL: fetches them again, at most once a minute, and says whether they changed. Keys that stayed the
 * same keep their cache. `because_old`: only if they have not been asked for in an hour.
 */
bool verifier_refetch(struct verifier *verifier, bool because_old);
