/*
 * circuit: when may somebody try to connect again?
 *
 * Layer: pg. After a failed attempt there is a pause, 200 ms at first and doubling to 5 s; when it is over one caller
 * may probe while the others are still turned away. The first success ends it. Pure arithmetic on a clock that the
 * caller reads; the caller also locks.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct circuit {
    int pause_ms;      /* 0: closed, all is well */
    int64_t failed_at; /* when the last counted failure ended */
    bool probing;
};

/* True: the caller may connect, and must report how it went with one of the next two. */
bool circuit_allows(struct circuit *c, int64_t now);

void circuit_succeeded(struct circuit *c);

/* An attempt begun at `started` failed. Attempts that were under way together count once. */
void circuit_failed(struct circuit *c, int64_t started, int64_t now);

/* Whole seconds, 1 to 5, until trying again makes sense. */
int circuit_retry_after(const struct circuit *c, int64_t now);
