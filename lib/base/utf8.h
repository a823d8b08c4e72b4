/*
 * utf8: where one character of a text ends, and whether it is one (RFC 3629).
 *
 * Layer: base.
 */
#pragma once

#include <stddef.h>

/* Bytes of the character at `at`, of which `left` bytes may be read; 0: it is none. `left` is at least 1. */
size_t utf8_width(const char *at, size_t left);
