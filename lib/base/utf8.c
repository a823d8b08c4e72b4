/* utf8: see utf8.h. */
#include "base/utf8.h"

#include <stdbool.h>

static size_t width_by_lead(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 2;
    if (lead >= 0xe0 && lead <= 0xef)
        return 3;
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/* Overlong forms, surrogates and what lies above U+10FFFF show in the second byte (RFC 3629 §4). */
static bool is_second_byte(unsigned char lead, unsigned char second)
{
    unsigned char least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned char most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    return second >= least && second <= most;
}

size_t utf8_width(const char *at, size_t left)
{
    const unsigned char *c = (const unsigned char *)at;
    size_t width = width_by_lead(c[0]);
    if (width > left || (width > 1 && !is_second_byte(c[0], c[1])))
        return 0;
    for (size_t i = 2; i < width; i++)
        if ((c[i] & 0xc0) != 0x80)
            return 0;
    return width;
}
