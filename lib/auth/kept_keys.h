/*
 * kept_keys: the last good answer of each key server, on disk, for a start while the server is away.
 *
 * Layer: auth, private. One file for each server, mode 0600, replaced whole.
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

/* Logs a warning when it cannot write. */
void kept_keys_write(const struct keeping *keeping, const char *location, const char *text, size_t length);

/* In the arena. NULL: there are none, they are too old, or somebody else may read or write the file; `reason` says so. */
const char *kept_keys_read(const struct keeping *keeping, const char *location, struct arena *a, size_t *length,
                           struct reason *reason);
