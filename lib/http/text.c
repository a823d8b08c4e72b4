/* text: see text.h. */
#include "http/text.h"

#include "base/arena.h"
#include "base/utf8.h"

#include <string.h>
#include <strings.h>

bool is_utf8(const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end) {
        size_t width = utf8_width(text, (size_t)(end - text));
        if (width == 0)
            return false;
        text += width;
    }
    return true;
}

bool is_token(const char *text)
{
    static const char tchar[] = "!#$%&'*+-.^_`|~0123456789"
                                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return text[0] && text[strspn(text, tchar)] == '\0';
}

bool is_printable(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    while (*c >= 0x20 ? *c != 0x7f : *c == '\t')
        c++;
    return *c == '\0';
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The byte of the escape at `text`; -1: not an escape. */
static int escaped_byte(const char *text, const char *end)
{
    if (end - text < 3)
        return -1;
    int high = hex_digit(text[1]), low = hex_digit(text[2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

enum percent percent_decode(struct arena *a, const char *text, size_t length, bool plus_is_space, const char **out)
{
    char *decoded = arena_alloc(a, length + 1), *to = decoded;
    for (const char *c = text, *end = text + length; c < end; c++) {
        int byte = (unsigned char)*c;
        if (*c == '%') {
            byte = escaped_byte(c, end);
            c += 2;
        } else if (*c == '+' && plus_is_space) {
            byte = ' ';
        }
        if (byte < 0)
            return PERCENT_BAD_ESCAPE;
        if (byte == 0)
            return PERCENT_NUL;
        *to++ = (char)byte;
    }
    *to = '\0';
    if (!is_utf8(decoded, (size_t)(to - decoded)))
        return PERCENT_NOT_UTF8;
    *out = decoded;
    return PERCENT_OK;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Where the element ends: at the separator or the end of the text; inside quotes a backslash escapes the next character. */
static const char *element_end(const char *c, char separator)
{
    bool quoted = false;
    for (; *c; c++) {
        if (quoted && *c == '\\' && c[1])
            c++;
        else if (*c == '"')
            quoted = !quoted;
        else if (*c == separator && !quoted)
            break;
    }
    return c;
}

bool list_next(const char **rest, char separator, struct span *element)
{
    const char *c = *rest;
    while (*c) {
        const char *end = element_end(c, separator), *next = *end ? end + 1 : end;
        while (c < end && is_blank(*c))
            c++;
        while (end > c && is_blank(end[-1]))
            end--;
        *rest = next;
        if (end > c) {
            *element = (struct span){c, (size_t)(end - c)};
            return true;
        }
        c = next;
    }
    return false;
}

bool span_is(struct span span, const char *text)
{
    return strlen(text) == span.length && strncasecmp(span.text, text, span.length) == 0;
}
