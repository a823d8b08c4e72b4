/* text: see text.h. */
#include "rest/text.h"

#include "base/arena.h"
#include "rest/text_classes.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

enum text_class { KEPT, BLANK, DROPPED, REFUSED, JOINER, SELECTOR };

struct range {
    ucs4_t first, last;
    enum text_class is;
};

#define X(first, last, is) {first, last, is},
static const struct range classes[] = {TEXT_CLASSES(X)};
#undef X
#define X(first, last) {first, last, KEPT},
static const struct range joined[] = {TEXT_JOINED(X)}, selected[] = {TEXT_SELECTED(X)};
#undef X

enum { CLASSES = sizeof classes / sizeof *classes };
enum { JOINED = sizeof joined / sizeof *joined };
enum { SELECTED = sizeof selected / sizeof *selected };

/* A text while it is cleaned in place: `at` reads the normalised text, `to` writes and is never ahead of `at`. */
struct cleaning {
    enum text_kind kind;
    const uint8_t *at, *end;
    uint8_t *first, *to;
    ucs4_t last; /* the character written last; 0: none yet */
    bool has_dropped, has_refused;
    ucs4_t refused;
};

static const struct range *find(const struct range *ranges, size_t count, ucs4_t c)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (c >= ranges[middle].first && c <= ranges[middle].last)
            return &ranges[middle];
        if (c < ranges[middle].first)
            count = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static enum text_class class_of(ucs4_t c)
{
    if (c > 0x20 && c < 0x7f)
        return KEPT;
    const struct range *range = find(classes, CLASSES, c);
    return range ? range->is : KEPT;
}

static bool is_break(ucs4_t c)
{
    return (c >= 0x0a && c <= 0x0d) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* What replaces a blank; 0: nothing. "\r\n" is one line break: its first half is dropped. */
static ucs4_t blank_for(struct cleaning *t, ucs4_t c)
{
    if (t->kind != TEXT_LINES)
        return t->last == ' ' || t->to == t->first ? 0 : ' ';
    if (c == '\r' && t->at < t->end && *t->at == '\n')
        return 0;
    return c == '\t' ? c : is_break(c) ? '\n' : ' ';
}

/* True: a joiner between two characters that it can join. The next one is not cleaned yet, so it must be one that is kept. */
static bool is_joining(const struct cleaning *t)
{
    ucs4_t next;
    if (t->kind == TEXT_KEY || t->at == t->end || (!find(joined, JOINED, t->last) && class_of(t->last) != SELECTOR))
        return false;
    u8_mbtouc(&next, t->at, (size_t)(t->end - t->at));
    return class_of(next) == KEPT && find(joined, JOINED, next);
}

static bool is_selecting(const struct cleaning *t)
{
    return t->kind != TEXT_KEY && find(selected, SELECTED, t->last);
}

/* Replaces characters that people type for a hyphen or for Đ, as they look alike. */
static ucs4_t key_sign(ucs4_t c)
{
    if ((c >= 0x2010 && c <= 0x2015) || c == 0x2043 || c == 0x2212)
        return '-';
    if (c == 0xd0 || c == 0x189)
        return 0x110; /* Đ */
    return c == 0xf0 || c == 0x256 ? 0x111 : c;
}

/* What a character becomes; 0: nothing. */
static ucs4_t clean_character(struct cleaning *t, ucs4_t c)
{
    switch (class_of(c)) {
    case BLANK:
        return blank_for(t, c);
    case DROPPED:
        return 0;
    case REFUSED:
        t->has_refused = true;
        t->refused = c;
        return 0;
    case JOINER:
        return is_joining(t) ? c : 0;
    case SELECTOR:
        return is_selecting(t) ? c : 0;
    default:
        return t->kind == TEXT_KEY ? key_sign(c) : c;
    }
}

static bool is_outer_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static void trim(struct cleaning *t)
{
    while (t->to > t->first && is_outer_blank(t->to[-1]))
        t->to--;
    while (t->first < t->to && is_outer_blank(*t->first))
        t->first++;
}

/* Works in place, because no character becomes a longer one. */
static bool clean_once(struct cleaning *t)
{
    while (t->at < t->end) {
        ucs4_t c;
        t->at += u8_mbtouc(&c, t->at, (size_t)(t->end - t->at));
        ucs4_t kept = clean_character(t, c);
        if (t->has_refused)
            return false;
        t->has_dropped |= kept != c;
        if (kept) {
            t->to += u8_uctomb(t->to, kept, 4);
            t->last = kept;
        }
    }
    trim(t);
    return true;
}

static bool is_ascii(const uint8_t *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] >= 0x80)
            return false;
    return true;
}

/* A copy in the arena, normalised. */
static uint8_t *normalise(struct arena *a, enum text_kind kind, const uint8_t *text, size_t *length)
{
    if (is_ascii(text, *length))
        return (uint8_t *)arena_strndup(a, (const char *)text, *length);
    uint8_t *normal = u8_normalize(kind == TEXT_KEY ? UNINORM_NFKC : UNINORM_NFC, text, *length, NULL, length);
    if (!normal)
        abort(); /* valid UTF-8 came in, so memory ran out */
    uint8_t *copy = (uint8_t *)arena_strndup(a, (const char *)normal, *length);
    free(normal);
    return copy;
}

/* When a character is dropped, the two beside it may compose; so it repeats until nothing changes. */
const char *text_clean(struct arena *a, enum text_kind kind, const char *text, size_t length, const char **refused)
{
    const uint8_t *from = (const uint8_t *)text;
    for (;;) {
        uint8_t *copy = normalise(a, kind, from, &length);
        struct cleaning t = {.kind = kind, .at = copy, .end = copy + length, .first = copy, .to = copy};
        if (!clean_once(&t)) {
            *refused = arena_printf(a, "U+%04X", (unsigned)t.refused);
            return NULL;
        }
        *t.to = '\0';
        if (!t.has_dropped)
            return (const char *)t.first;
        from = t.first;
        length = (size_t)(t.to - t.first);
    }
}

bool text_is_visible(const char *text)
{
    const uint8_t *at = (const uint8_t *)text;
    ucs4_t c;
    while ((at = u8_next(&c, at)))
        if (class_of(c) == KEPT && !uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M))
            return true;
    return false;
}

long long text_characters(const char *text)
{
    return (long long)u8_mbsnlen((const uint8_t *)text, strlen(text));
}
