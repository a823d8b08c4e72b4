/*
 * arena: memory that dies with the request.
 *
 * Layer: base (libc only). Everything a request allocates comes from one arena; foreign objects (a JSON tree,
 * a database result, a borrowed connection) are handed to it with the function that releases them. So every
 * early return is safe, and no handler frees anything.
 *
 * An arena belongs to one thread at a time. Out of memory aborts the process: a service that cannot get a few
 * kilobytes has no honest answer left to give. Sizes that callers control are bounded before they get here.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* A new arena, or the used one that the calling thread keeps. Never NULL. */
struct arena *arena_new(void);

/* Runs what arena_own() registered, newest first, then frees everything. NULL is allowed. */
void arena_free(struct arena *a);

/* Uninitialised / zeroed memory, aligned for any type. Never NULL; lives until arena_free(). */
void *arena_alloc(struct arena *a, size_t size) __attribute__((malloc, alloc_size(2), returns_nonnull));
void *arena_zero(struct arena *a, size_t size) __attribute__((malloc, alloc_size(2), returns_nonnull));

char *arena_strdup(struct arena *a, const char *text) __attribute__((returns_nonnull));
char *arena_strndup(struct arena *a, const char *text, size_t length) __attribute__((returns_nonnull));
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3), returns_nonnull));
char *arena_vprintf(struct arena *a, const char *format, va_list args)
    __attribute__((format(printf, 2, 0), returns_nonnull));

/* Takes `object`: release(object) runs at arena_free(). Returns object. A NULL object is ignored. */
void *arena_own(struct arena *a, void *object, void (*release)(void *object));
