/*
 * deadline: points in time on the monotonic clock, in milliseconds.
 *
 * Layer: base. A function that waits takes a deadline, never a duration, so that a wait in several parts has one end.
 */
#pragma once

#include "base/clock.h"

static inline int64_t deadline_in(int milliseconds)
{
    return clock_ms() + milliseconds;
}

/* Milliseconds left, for poll(2): never negative, at most an hour. */
static inline int deadline_left(int64_t deadline)
{
    int64_t left = deadline - clock_ms();
    if (left < 0)
        return 0;
    return left > 3600000 ? 3600000 : (int)left;
}
