/*
 * base64url: RFC 4648 §5 without padding, in its one canonical form, so that equal bytes have equal text.
 *
 * Layer: auth. Thread-safe.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Most bytes that `length` characters decode to. */
static inline size_t base64url_room(size_t length)
{
    return length / 4 * 3 + 3;
}

/* Characters that `size` bytes encode to, with the NUL. */
static inline size_t base64url_length(size_t size)
{
    return size / 3 * 4 + 4;
}

/* False for any other character, padding, white space, an impossible length, or stray low bits. */
bool base64url_decode(const char *text, size_t length, unsigned char *out, size_t *out_size);

/* NUL-terminated. */
void base64url_encode(const unsigned char *bytes, size_t size, char *out);
