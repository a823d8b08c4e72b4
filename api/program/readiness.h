/*
 * readiness: whether this instance may be sent requests, and if not, why.
 *
 * Layer: api. Thread-safe. The reason goes to /readyz, and to the log once each time it changes.
 */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

struct app;
struct ctx;

enum { REASON_SIZE = 600 };

struct readiness {
    atomic_bool is_open; /* the checks of the database have passed; until then nothing is served */
    pthread_mutex_t lock;
    bool is_logged;             /* readiness_tell() was called before */
    char reason[REASON_SIZE]; /* "": ready */
};

void readiness_init(struct readiness *readiness);
void readiness_release(struct readiness *readiness);

/* Stores the reason, and logs it if it is new. `reason` NULL: ready. */
void readiness_tell(struct readiness *readiness, const char *reason);

/* Checks the database and this process, and calls readiness_tell(). False: PROBLEM_UNAVAILABLE is set, with the member "reason". */
bool readiness_ask(struct app *app, struct ctx *ctx);
