/*
 * buf: a growing text with a ceiling.
 *
 * Layer: base. Lives in an arena, or in storage that cannot grow. A write past the ceiling is dropped whole:
 * `overflow` becomes true and stays true, and all later writes are dropped too. So one check of `overflow` at the end
 * is enough. The text is always NUL-terminated.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct arena;

struct buf {
    struct arena *arena; /* NULL: cannot grow */
    char *text;
    size_t length;   /* bytes, without the NUL */
    size_t capacity; /* bytes held, with the NUL; after an overflow only those in use */
    size_t ceiling;  /* most bytes it may ever hold, with the NUL */
    bool overflow;
};

/* Fills the caller's struct. The arena releases the text. */
void buf_init(struct buf *b, struct arena *a, size_t ceiling);

/* The same with the struct in the arena too. Never NULL. */
struct buf *buf_new(struct arena *a, size_t ceiling);

/* The same in the caller's storage of `size` bytes, which is also the ceiling. */
void buf_init_fixed(struct buf *b, char *storage, size_t size);

/* The slow part of buf_add(): when the text does not fit into what the buf holds now. */
void buf_add_growing(struct buf *b, const char *text, size_t length);

/* Inline, because most of the work of writing an answer is this function. */
static inline void buf_add(struct buf *b, const char *text, size_t length)
{
    if (length >= b->capacity - b->length) {
        buf_add_growing(b, text, length);
        return;
    }
    memcpy(b->text + b->length, text, length);
    b->length += length;
    b->text[b->length] = '\0';
}

static inline void buf_addc(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_adds(struct buf *b, const char *text);
void buf_addf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds text as a JSON string with its quotes. The text must be valid UTF-8; control characters are escaped. */
void buf_add_json(struct buf *b, const char *text, size_t length);
void buf_adds_json(struct buf *b, const char *text);
