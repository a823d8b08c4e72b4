/*
 * lookup: looks up one host name, on a thread of its own.
 *
 * Layer: pg, private. Shared by that thread and the caller that waits; the last of the two frees it, so that the caller need not
 * wait for a resolver that does not answer.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOOKUP_ADDRESSES = 8, LOOKUP_TEXT = 64 };

struct lookup_result {
    const char *failure; /* NULL: found */
    char addresses[LOOKUP_ADDRESSES][LOOKUP_TEXT];
    size_t count;
};

struct lookup;

/* NULL: too many lookups are still waiting for the resolver, or there is no thread. */
struct lookup *lookup_start(const char *name);

/* Waits for the answer until the deadline and releases the lookup. A NULL lookup is a failed one. */
void lookup_end(struct lookup *lookup, int64_t deadline, struct lookup_result *result);
