/*
 * buf: a growing text with a ceiling.
 *
 * Layer: base. Lives in an arena. A write past the ceiling is dropped whole and remembered: `overflow` is then
 * true and stays so; whoever uses the text asks once, at the end. The text is always NUL-terminated.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct buf {
    struct arena *arena;
    char *text;
    size_t length;   /* bytes, without the NUL */
    size_t capacity; /* bytes held, with the NUL */
    size_t ceiling;  /* most bytes it may ever hold, with the NUL */
    bool overflow;
};

/* The caller's struct; nothing to release, the arena does. */
void buf_init(struct buf *b, struct arena *a, size_t ceiling);

void buf_add(struct buf *b, const char *text, size_t length);
void buf_adds(struct buf *b, const char *text);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Text as a JSON string with its quotes. The text is valid UTF-8; control characters are escaped. */
void buf_add_json(struct buf *b, const char *text, size_t length);
void buf_adds_json(struct buf *b, const char *text);
