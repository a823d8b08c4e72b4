/*
 * text: what a caller's text must be before it is stored, compared or looked up. Normalised (RFC 5198), trimmed at both ends
 * by whatever Unicode calls a blank, and of characters that others can see. Three kinds of text:
 *
 *   TEXT_LINE   a name, a title: one line. Every blank, a line break too, becomes a plain blank, and several become one. NFC.
 *   TEXT_LINES  a note, an achievement: lines and tabs stay; every way to end a line becomes "\n". NFC.
 *   TEXT_KEY    a code, a number: a line in NFKC, every dash a hyphen, Ð and Ɖ (which look like it) the letter Đ, and no
 *               joiners or variation selectors.
 *
 * In each kind the same characters are dropped, refused, or kept only where they mean something: see text_classes.h.
 *
 * Layer: rest; the home of libunistring.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum text_kind { TEXT_LINE, TEXT_LINES, TEXT_KEY };

enum { TEXT_LINE_MAX = 500 }; /* a member that may be longer than this is one of lines */

/*
 * Valid UTF-8 in; clean text in the arena out. NULL when it holds a character that is refused: `*refused` then says which,
 * as "U+202E".
 */
const char *text_clean(struct arena *a, enum text_kind kind, const char *text, size_t length, const char **refused);

/* Something to see: a letter, a digit, a sign; marks alone are none. Of clean text. */
bool text_is_visible(const char *text);

/* Characters (code points), not bytes. */
long long text_characters(const char *text);
