/*
 * uuid: see uuid.h. 48 bits of Unix milliseconds, 12 bits that count within one (RFC 9562 §6.2, method 1), then 62 random
 * bits. More than 4,096 in a millisecond borrow from the next one.
 */
#include "base/uuid.h"

#include <ctype.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

/* From a small store of each thread, so that the kernel is asked once for many ids. */
static void take_random(unsigned char *bytes, size_t length)
{
    static _Thread_local unsigned char store[256];
    static _Thread_local size_t left;
    if (left < length) {
        if (getrandom(store, sizeof store, 0) != (ssize_t)sizeof store)
            abort(); /* the kernel serves up to 256 bytes whole, always */
        left = sizeof store;
    }
    left -= length;
    memcpy(bytes, store + left, length);
}

/* Milliseconds and count in one number, greater than any before it. */
static uint64_t next_tick(void)
{
    static _Atomic uint64_t last;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
    uint64_t before = atomic_load(&last), tick;
    do
        tick = ms << 12 > before ? ms << 12 : before + 1;
    while (!atomic_compare_exchange_weak(&last, &before, tick));
    return tick;
}

void uuid_new(char out[static UUID_TEXT])
{
    static const char hex[] = "0123456789abcdef";
    unsigned char b[16];
    uint64_t tick = next_tick();
    take_random(b, sizeof b);
    for (int i = 0; i < 6; i++)
        b[i] = (unsigned char)(tick >> (52 - 8 * i));
    b[6] = (unsigned char)(0x70 | (tick >> 8 & 0x0f));
    b[7] = (unsigned char)tick;
    b[8] = (unsigned char)(0x80 | (b[8] & 0x3f));
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *out++ = '-';
        *out++ = hex[b[i] >> 4];
        *out++ = hex[b[i] & 15];
    }
    *out = '\0';
}

static bool is_dash_place(size_t i)
{
    return i == 8 || i == 13 || i == 18 || i == 23;
}

bool is_uuid(const char *text)
{
    if (strlen(text) != UUID_TEXT - 1)
        return false;
    for (size_t i = 0; i < UUID_TEXT - 1; i++)
        if (is_dash_place(i) ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
            return false;
    return true;
}
