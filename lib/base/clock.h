/*
 * clock: the monotonic clock, for all durations and deadlines. The database says what day it is.
 *
 * Layer: base.
 */
#pragma once

#include <stdint.h>
#include <time.h>

static inline uint64_t clock_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static inline int64_t clock_ms(void)
{
    return (int64_t)(clock_ns() / 1000000u);
}

static inline int64_t clock_s(void)
{
    return (int64_t)(clock_ns() / 1000000000u);
}
