/*
 * circuit: when may somebody try to connect again?
 *
 * Layer: pg. After a failed attempt there is a pause, 200 ms at first and doubling to a second, shorter by up to a
 * quarter as the dice fall, so that the instances of a service do not all knock at once; when it is over one caller may
 * probe while the others are still turned away. The first success ends it. Pure arithmetic on a clock and dice of the
 * caller; the caller also locks.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct circuit {
    int longest_ms; /* before the dice; 0: closed, all is well */
    int pause_ms;
    int64_t failed_at; /* when the last counted failure ended */
    bool probing;
};

/* True: the caller may connect, and must report how it went with one of the next two. */
bool circuit_allows(struct circuit *c, int64_t now);

void circuit_succeeded(struct circuit *c);

/* An attempt begun at `started` failed. Attempts that were under way together count once. `dice`: any number. */
void circuit_failed(struct circuit *c, int64_t started, int64_t now, unsigned dice);
