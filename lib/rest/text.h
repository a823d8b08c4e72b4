/*
 * text: what a caller's text must be before it is stored, compared or looked up: normalised (RFC 5198), without Unicode's
 * blanks at both ends, and of characters that others can see. Three kinds of text:
 *
 *   TEXT_LINE   a name, a title: one line. Every blank, a line break too, becomes a plain blank, and several become one. NFC.
 *   TEXT_LINES  a note, an achievement: lines and tabs stay; every way to end a line becomes "\n". NFC.
 *   TEXT_KEY    a code, a number: a line in NFKC; every dash becomes a hyphen, Ð and Ɖ (which look like Đ) become Đ; no
 *               joiners or variation selectors.
 *
 * In each kind the same characters are dropped, refused, or kept only where they mean something: see text_classes.h.
 *
 * Layer: rest; only text.c uses libunistring.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum text_kind { TEXT_LINE, TEXT_LINES, TEXT_KEY };

enum { TEXT_LINE_MAX = 500 }; /* a member that may be longer is of kind TEXT_LINES */

/*
 * Takes valid UTF-8 and returns clean text in the arena. NULL: it has a character that is refused, and `*refused` says
 * which, as "U+202E".
 */
const char *text_clean(struct arena *a, enum text_kind kind, const char *text, size_t length, const char **refused);

/* True: clean text with something to see, such as a letter, a digit or a sign; marks alone do not count. */
bool text_is_visible(const char *text);

/* Characters (code points), not bytes. */
long long text_characters(const char *text);
