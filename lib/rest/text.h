/*
 * text: what a caller's text must be before it is stored: trimmed, without control characters, in NFC (RFC 5198).
 *
 * Layer: rest; the home of libunistring.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Valid UTF-8 in; trimmed and in NFC out, in the arena. NULL when it has a control character other than tab and newline. */
const char *text_clean(struct arena *a, const char *text, size_t length);

/* Characters (code points), not bytes. */
long long text_characters(const char *text);
