/*
 * whole_file: files that appear whole or not at all: written under another name, synced, then linked or renamed.
 *
 * Layer: auth, private. On failure errno says why and nothing is left behind.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct arena;

/* Writes or replaces the file. */
bool whole_file_replace(const char *path, mode_t mode, const char *text, size_t length, struct arena *a);

/* The same, but never replaces a file that is there already, even if it came in the meantime: that is not a failure. */
bool whole_file_make(const char *path, mode_t mode, const char *text, size_t length, struct arena *a);
