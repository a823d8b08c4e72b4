/*
 * lookup: one host name being looked up by a thread of its own.
 *
 * Layer: pg, private. Shared by that thread and the one who waits; the last of the two frees it, so that nobody has to wait
 * for a resolver that does not answer.
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

/* NULL: too many are still waiting for the resolver. */
struct lookup *lookup_start(const char *name);

/* Waits for the answer until the deadline, and gives the lookup back. NULL is allowed: it failed. */
void lookup_end(struct lookup *lookup, int64_t deadline, struct lookup_result *result);
