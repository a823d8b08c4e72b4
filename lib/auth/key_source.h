/*
 * key_source: the text of the keys, from a file ("path" or "file:///path") or from "https://…".
 *
 * Layer: auth, private; only key_source.c includes curl. Blocks: a file for as long as the disk takes, a URL for 5 seconds
 * at most. Thread-safe. "http://…" is allowed for this machine only.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct reason;

enum { KEY_SOURCE_MAX = 256 * 1024 };

/* In the arena. NULL: unreadable or too large; `reason` says so, and whether a server is only away. */
const char *key_source_read(const char *location, struct arena *a, size_t *length, struct reason *reason);

/* The same for a file only, never a URL. */
const char *key_source_read_file(const char *path, struct arena *a, size_t *length, struct reason *reason);

/* True for a URL of a server: its keys may change without our operator's knowledge, so it is worth asking again. */
bool key_source_is_remote(const char *location);
