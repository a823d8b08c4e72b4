/*
 * rate_limit: a token bucket for each caller, in memory: an account of its own for every subject, found by
 * its whole name, so that no caller's haste or patience touches another's.
 *
 * Memory is bounded: at most RATE_SUBJECTS accounts. When a place is needed, one that is full again makes room: it says
 * nothing that a new account would not say. While none of the longest unused is full, newcomers draw on one allowance
 * together; who is over the limit never gets a fresh one by being forgotten. That takes as many different callers as there
 * are accounts within burst/limit seconds.
 *
 * Layer: api. Thread-safe; callers lock each other out only within one of many parts. A process counts for itself: what
 * guards personal data is counted in the database (functions/21_citizen_id).
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

/* Takes one; false when the caller has none left, with the seconds after which it has. */
bool rate_limiter_take(struct rate_limiter *limiter, const char *subject, int *retry_after);

/* The same at a moment of the monotonic clock. Moments may come out of order, as threads do: time never runs back. */
bool rate_limiter_take_at(struct rate_limiter *limiter, const char *subject, uint64_t now_ns, int *retry_after);

/* Accounts there are now. */
size_t rate_limiter_subjects(struct rate_limiter *limiter);
