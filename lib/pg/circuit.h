/*
 * circuit: when may somebody try to connect again?
 *
 * Layer: pg. After a failed attempt there is a pause: 200 ms at first, doubling up to a second, shortened at random by up
 * to a quarter, so that the instances of a service do not all try at once. After the pause one caller may try while the
 * others are still turned away. The first success ends the pauses. Pure arithmetic: the caller gives the time and the
 * random number, and also locks.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct circuit {
    int longest_ms; /* of the pause, before it is shortened at random; 0: no failure */
    int pause_ms;
    int64_t failed_at; /* when the last counted failure ended */
    bool probing;
};

/* True: the caller may connect, and must report the result with one of the next two functions. */
bool circuit_allows(struct circuit *c, int64_t now);

void circuit_succeeded(struct circuit *c);

/* An attempt that began at `started` has failed. Attempts at the same time count once. `dice`: a random number. */
void circuit_failed(struct circuit *c, int64_t started, int64_t now, unsigned dice);
