/*
 * base64url: see base64url.h. The decoder is strict on purpose: a lax one accepts many spellings of the same signed token,
 * and a caller could get around a cache or deny-list keyed by the token.
 */
#include "auth/base64url.h"

#include <stdint.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* 0..63, or -1 for a character outside the alphabet. */
static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '-')
        return 62;
    return c == '_' ? 63 : -1;
}

bool base64url_decode(const char *text, size_t length, unsigned char *out, size_t *out_size)
{
    uint32_t bits = 0;
    unsigned held = 0;
    size_t size = 0;
    for (size_t i = 0; i < length; i++) {
        int value = value_of(text[i]);
        if (value < 0)
            return false;
        bits = (bits << 6 | (uint32_t)value) & 0xffff;
        held += 6;
        if (held < 8)
            continue;
        held -= 8;
        out[size++] = (unsigned char)(bits >> held);
    }
    *out_size = size;
    /* Six bits left over are a lone character; two or four must be zero. */
    return held < 6 && (bits & ((1U << held) - 1)) == 0;
}

void base64url_encode(const unsigned char *bytes, size_t size, char *out)
{
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < size; i++) {
        bits = (bits << 8 | bytes[i]) & 0xffff;
        held += 8;
        while (held >= 6) {
            held -= 6;
            *out++ = alphabet[bits >> held & 63];
        }
    }
    if (held > 0)
        *out++ = alphabet[bits << (6 - held) & 63];
    *out = '\0';
}
