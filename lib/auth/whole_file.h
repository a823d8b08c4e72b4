/*
 * whole_file: files that appear whole or not at all: written beside, synced, then linked or renamed.
 *
 * Layer: auth, private. On failure errno says why and nothing is left behind.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct arena;

/* Writes or replaces it. */
bool whole_file_replace(const char *path, mode_t mode, const char *text, size_t length, struct arena *a);

/* Unlike the former it never replaces a file that is there already, or came there meanwhile: that is no failure. */
bool whole_file_make(const char *path, mode_t mode, const char *text, size_t length, struct arena *a);
