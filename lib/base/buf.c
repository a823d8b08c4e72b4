/* buf: see buf.h. */
#include "base/buf.h"

#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_BYTES = 512 };

void buf_init(struct buf *b, struct arena *a, size_t ceiling)
{
    size_t capacity = ceiling < FIRST_BYTES ? ceiling : FIRST_BYTES;
    *b = (struct buf){.arena = a, .text = arena_alloc(a, capacity), .capacity = capacity, .ceiling = ceiling};
    b->text[0] = '\0';
}

struct buf *buf_new(struct arena *a, size_t ceiling)
{
    struct buf *b = arena_alloc(a, sizeof *b);
    buf_init(b, a, ceiling);
    return b;
}

void buf_init_fixed(struct buf *b, char *storage, size_t size)
{
    *b = (struct buf){.text = storage, .capacity = size, .ceiling = size};
    b->text[0] = '\0';
}

static void grow(struct buf *b, size_t needed)
{
    size_t capacity = b->capacity;
    while (capacity < needed)
        capacity *= 2;
    if (capacity > b->ceiling)
        capacity = b->ceiling;
    char *text = arena_alloc(b->arena, capacity);
    memcpy(text, b->text, b->length + 1);
    b->text = text;
    b->capacity = capacity;
}

static void close_up(struct buf *b)
{
    b->overflow = true;
    b->capacity = b->length;
}

void buf_add_growing(struct buf *b, const char *text, size_t length)
{
    if (b->overflow || !b->arena || length >= b->ceiling - b->length) {
        close_up(b);
        return;
    }
    grow(b, b->length + length + 1);
    buf_add(b, text, length);
}

void buf_adds(struct buf *b, const char *text)
{
    buf_add(b, text, strlen(text));
}

void buf_addf(struct buf *b, const char *format, ...)
{
    va_list args;
    size_t room = b->capacity - b->length;
    va_start(args, format);
    int length = vsnprintf(b->text + b->length, room, format, args);
    va_end(args);
    if (length >= 0 && (size_t)length < room) {
        b->length += (size_t)length;
        return;
    }
    b->text[b->length] = '\0';
    if (!b->arena) {
        close_up(b);
        return;
    }
    va_start(args, format);
    buf_adds(b, arena_vprintf(b->arena, format, args));
    va_end(args);
}

static void add_escape(struct buf *b, unsigned char c)
{
    static const char short_form[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    static const char hex[] = "0123456789abcdef";
    if (c == '"' || c == '\\')
        buf_add(b, (const char[]){'\\', (char)c}, 2);
    else if (c < sizeof short_form && short_form[c])
        buf_add(b, (const char[]){'\\', short_form[c]}, 2);
    else
        buf_add(b, (const char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
}

void buf_add_json(struct buf *b, const char *text, size_t length)
{
    size_t plain = 0; /* start of the run not yet written */
    buf_addc(b, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_add(b, text + plain, i - plain);
        add_escape(b, c);
        plain = i + 1;
    }
    buf_add(b, text + plain, length - plain);
    buf_addc(b, '"');
}

void buf_adds_json(struct buf *b, const char *text)
{
    buf_add_json(b, text, strlen(text));
}
