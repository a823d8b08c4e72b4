/*
 * text_classes: what each character of a text becomes, by ranges of code points in ascending order. The database has the
 * same rule (is_clean); tests/database/test_text.py compares the two for all code points.
 *
 * Layer: rest; for text.c and that test. A character in no range is kept as it is.
 */
#pragma once

/*
 * BLANK: every White_Space of Unicode, and U+2800, which prints nothing. It becomes a plain blank, and in TEXT_LINES a tab or
 * a line break stays one.
 * DROPPED: prints nothing and comes with pasted text (soft hyphen, zero-width blank, word joiner, BOM, marks of direction).
 * REFUSED: hides text, changes its direction or means nothing to others: controls, fillers, overrides and isolates of
 * direction, tags, non-characters, private use.
 * JOINER, SELECTOR: change the shape of characters beside them; kept only beside such characters (see the two lists below).
 */
#define TEXT_CLASSES(X) \
    X(0x0000, 0x0008, REFUSED) \
    X(0x0009, 0x000d, BLANK) \
    X(0x000e, 0x001f, REFUSED) \
    X(0x0020, 0x0020, BLANK) \
    X(0x007f, 0x0084, REFUSED) \
    X(0x0085, 0x0085, BLANK) \
    X(0x0086, 0x009f, REFUSED) \
    X(0x00a0, 0x00a0, BLANK) \
    X(0x00ad, 0x00ad, DROPPED) \
    X(0x034f, 0x034f, DROPPED) \
    X(0x061c, 0x061c, DROPPED) \
    X(0x115f, 0x1160, REFUSED) \
    X(0x1680, 0x1680, BLANK) \
    X(0x17b4, 0x17b5, REFUSED) \
    X(0x180b, 0x180d, SELECTOR) \
    X(0x180e, 0x180e, DROPPED) \
    X(0x180f, 0x180f, SELECTOR) \
    X(0x2000, 0x200a, BLANK) \
    X(0x200b, 0x200b, DROPPED) \
    X(0x200c, 0x200d, JOINER) \
    X(0x200e, 0x200f, DROPPED) \
    X(0x2028, 0x2029, BLANK) \
    X(0x202a, 0x202e, REFUSED) \
    X(0x202f, 0x202f, BLANK) \
    X(0x205f, 0x205f, BLANK) \
    X(0x2060, 0x2064, DROPPED) \
    X(0x2065, 0x206f, REFUSED) \
    X(0x2800, 0x2800, BLANK) \
    X(0x3000, 0x3000, BLANK) \
    X(0x3164, 0x3164, REFUSED) \
    X(0xd800, 0xf8ff, REFUSED) \
    X(0xfdd0, 0xfdef, REFUSED) \
    X(0xfe00, 0xfe0f, SELECTOR) \
    X(0xfeff, 0xfeff, DROPPED) \
    X(0xffa0, 0xffa0, REFUSED) \
    X(0xfff0, 0xfffb, REFUSED) \
    X(0xfffc, 0xfffc, DROPPED) \
    X(0xfffe, 0xffff, REFUSED) \
    X(0x1bca0, 0x1bca3, REFUSED) \
    X(0x1d159, 0x1d159, REFUSED) \
    X(0x1d173, 0x1d17a, REFUSED) \
    X(0x1fffe, 0x1ffff, REFUSED) \
    X(0x2fffe, 0x2ffff, REFUSED) \
    X(0x3fffe, 0x3ffff, REFUSED) \
    X(0x4fffe, 0x4ffff, REFUSED) \
    X(0x5fffe, 0x5ffff, REFUSED) \
    X(0x6fffe, 0x6ffff, REFUSED) \
    X(0x7fffe, 0x7ffff, REFUSED) \
    X(0x8fffe, 0x8ffff, REFUSED) \
    X(0x9fffe, 0x9ffff, REFUSED) \
    X(0xafffe, 0xaffff, REFUSED) \
    X(0xbfffe, 0xbffff, REFUSED) \
    X(0xcfffe, 0xcffff, REFUSED) \
    X(0xdfffe, 0xdffff, REFUSED) \
    X(0xe0000, 0xe00ff, REFUSED) \
    X(0xe0100, 0xe01ef, SELECTOR) \
    X(0xe01f0, 0xe0fff, REFUSED) \
    X(0xefffe, 0x10ffff, REFUSED)

/* A joiner is kept between two of these: letters of scripts that join (Hebrew to Myanmar, Khmer, Mongolian …), and emoji. */
#define TEXT_JOINED(X) \
    X(0x0590, 0x109f) \
    X(0x1700, 0x180a) \
    X(0x1810, 0x1aaf) \
    X(0x1b00, 0x1c7f) \
    X(0x2190, 0x27ff) \
    X(0x2801, 0x2bff) \
    X(0xa840, 0xab2f) \
    X(0xfb1d, 0xfdcf) \
    X(0xfe70, 0xfefc) \
    X(0x10a00, 0x11fff) \
    X(0x1e900, 0x1e95f) \
    X(0x1f000, 0x1faff)

/* A variation selector is kept after one of these: signs and emoji, Han (Nôm) and related scripts, Myanmar, Mongolian. */
#define TEXT_SELECTED(X) \
    X(0x00a9, 0x00a9) \
    X(0x00ae, 0x00ae) \
    X(0x1000, 0x109f) \
    X(0x1800, 0x180a) \
    X(0x1810, 0x18af) \
    X(0x203c, 0x203c) \
    X(0x2049, 0x2049) \
    X(0x2100, 0x27ff) \
    X(0x2801, 0x2bff) \
    X(0x2e80, 0x2fff) \
    X(0x3001, 0x3163) \
    X(0x3165, 0xa4cf) \
    X(0xa840, 0xa87f) \
    X(0xf900, 0xfaff) \
    X(0x1f000, 0x1faff) \
    X(0x20000, 0x2fffd) \
    X(0x30000, 0x3fffd)
