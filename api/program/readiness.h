/*
 * readiness: may this instance be sent requests, and if not, why.
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
    bool is_told;             /* something was said before */
    char reason[REASON_SIZE]; /* "": it is ready */
};

void readiness_init(struct readiness *readiness);
void readiness_release(struct readiness *readiness);

/* `reason` NULL: it is ready. */
void readiness_tell(struct readiness *readiness, const char *reason);

/* Looks at the database, and tells. False: PROBLEM_UNAVAILABLE is set, with the reason as a member. */
bool readiness_ask(struct app *app, struct ctx *ctx);
