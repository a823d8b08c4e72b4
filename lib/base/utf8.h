/*
 * utf8: where one character of a text ends, and whether it is valid (RFC 3629).
 *
 * Layer: base.
 */
#pragma once

#include <stddef.h>

/* Length in bytes of the character at `at`; 0: it is not valid. `left` bytes may be read there, at least 1. */
size_t utf8_width(const char *at, size_t left);
