/*
 * rate_limit: a token bucket for each caller, in memory. Each subject has an account, found by its whole name, so that one caller
 * never uses up the tokens of another.
 *
 * Memory is bounded: at most RATE_SUBJECTS accounts. A new account may replace one that is full again, which loses nothing. If
 * none of those unused longest is full, newcomers share one bucket (per shard), so that a caller over the limit never gets a
 * fresh account. For that to happen, as many different callers as there are accounts must come within burst/limit seconds.
 *
 * Layer: api. Thread-safe; callers wait for each other only within one of RATE_SHARDS parts. Each process counts for itself; the
 * limits that guard personal data are counted in the database (functions/21_citizen_id).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rate_limiter;

enum { RATE_SUBJECTS = 32768, RATE_SHARDS = 64 };

/* NULL when per_second is 0: no limit. `subjects` is a multiple of RATE_SHARDS. */
struct rate_limiter *rate_limiter_new(int per_second, int burst, int subjects);
void rate_limiter_free(struct rate_limiter *limiter);

/* Takes one token. False: the caller has none left; *retry_after is the number of seconds until the next one. */
bool rate_limiter_take(struct rate_limiter *limiter, const char *subject, int *retry_after);

/* The same at a moment of the monotonic clock. Threads may pass moments out of order; an earlier one changes no bucket's time. */
bool rate_limiter_take_at(struct rate_limiter *limiter, const char *subject, uint64_t now_ns, int *retry_after);

/* The number of accounts now. */
size_t rate_limiter_subjects(struct rate_limiter *limiter);
