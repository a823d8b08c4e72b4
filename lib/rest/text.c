/* text: see text.h. */
#include "rest/text.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <uninorm.h>
#include <unistr.h>

static bool is_control(ucs4_t c)
{
    return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069); /* separators and direction overrides */
}

static bool has_control(const char *text, size_t length)
{
    const uint8_t *at = (const uint8_t *)text, *end = at + length;
    ucs4_t c;
    while (at < end) {
        int width = u8_mbtouc(&c, at, (size_t)(end - at));
        if (is_control(c))
            return true;
        at += width;
    }
    return false;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static bool is_ascii(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] >= 0x80)
            return false;
    return true;
}

const char *text_clean(struct arena *a, const char *text, size_t length)
{
    while (length && is_space(text[0])) {
        text++;
        length--;
    }
    while (length && is_space(text[length - 1]))
        length--;
    if (has_control(text, length))
        return NULL;
    if (is_ascii(text, length))
        return arena_strndup(a, text, length);
    size_t normal_length = 0;
    char *normal = (char *)u8_normalize(UNINORM_NFC, (const uint8_t *)text, length, NULL, &normal_length);
    if (!normal)
        abort(); /* valid UTF-8 came in, so memory ran out */
    const char *clean = arena_strndup(a, normal, normal_length);
    free(normal);
    return clean;
}

long long text_characters(const char *text)
{
    return (long long)u8_mbsnlen((const uint8_t *)text, strlen(text));
}
