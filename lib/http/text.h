/*
 * text: the character classes and encodings of HTTP's own grammar (RFC 9110, RFC 3986).
 *
 * Layer: http. Pure functions, for the parsers of this folder and the pipeline.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

bool is_utf8(const char *text, size_t length);

/* A method or field name: one or more tchar. */
bool is_token(const char *text);

/* No control character other than a tab. */
bool is_printable(const char *text);

enum percent { PERCENT_OK, PERCENT_BAD_ESCAPE, PERCENT_NUL, PERCENT_NOT_UTF8 };

/* Decodes into the arena. `out` is set only with PERCENT_OK. */
enum percent percent_decode(struct arena *a, const char *text, size_t length, bool plus_is_space, const char **out);

/*
 * The next element of a header's list: split at `separator` outside quoted strings, white space trimmed, empty elements
 * left out. `*rest` is the header's value at first, and then what is left of it. False at the end.
 */
struct span {
    const char *text;
    size_t length;
};
bool list_next(const char **rest, char separator, struct span *element);
bool span_is(struct span span, const char *text); /* in any case */
