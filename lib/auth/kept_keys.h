/*
 * kept_keys: the last good answer of each key server, on disk, for a start at which it is away.
 *
 * Layer: auth, private. One file a server, mode 0600, replaced whole.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct reason;

struct keeping {
    const char *directory;
    int hours; /* the greatest age; 0: nothing is kept or read */
    bool only_reads;
};

/* Says in the log when it cannot. */
void kept_keys_write(const struct keeping *keeping, const char *location, const char *text, size_t length);

/* In the arena. NULL: none, or too old, or not ours alone to write; `reason` says so. */
const char *kept_keys_read(const struct keeping *keeping, const char *location, struct arena *a, size_t *length,
                           struct reason *reason);
