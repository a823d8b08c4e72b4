/*
 * rate_limit: a token bucket for each caller, in memory (contract §4.10).
 *
 * Layer: api. Thread-safe, bounded: callers whose names fall into one bucket's place take turns in it.
 */
#pragma once

#include <stdbool.h>

struct rate_limiter;

/* NULL when per_second is 0: no limit. */
struct rate_limiter *rate_limiter_new(int per_second, int burst);
void rate_limiter_free(struct rate_limiter *limiter);

/* Takes one; false when the caller has none left, with the seconds after which it has. */
bool rate_limiter_take(struct rate_limiter *limiter, const char *subject, int *retry_after);
