/*
 * arena: see arena.h. A chain of blocks, each filled from its start; the thread keeps the first block between requests,
 * so that a usual request allocates nothing from the heap.
 */
#include "base/arena.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 16 * 1024, ALIGNMENT = 16 };

struct block {
    struct block *next;
    size_t size, used;
    _Alignas(ALIGNMENT) char bytes[];
};

struct owned {
    struct owned *next;
    void *object;
    void (*release)(void *object);
};

struct arena {
    struct block *blocks; /* newest first; the last one is the first made and is kept for reuse */
    struct owned *owned;
};

/* The spare of each thread; the key's destructor frees it when the thread ends. */
static _Thread_local struct arena *spare;
static pthread_key_t spare_key;
static pthread_once_t spare_once = PTHREAD_ONCE_INIT;

static void *checked(void *memory)
{
    if (!memory) {
        fputs("{\"level\":\"error\",\"event\":\"out_of_memory\"}\n", stderr);
        abort();
    }
    return memory;
}

static void add_block(struct arena *a, size_t least)
{
    size_t size = least > BLOCK_BYTES ? least : BLOCK_BYTES;
    struct block *b = checked(malloc(sizeof *b + size));
    *b = (struct block){.next = a->blocks, .size = size};
    a->blocks = b;
}

struct arena *arena_new(void)
{
    struct arena *a = spare;
    if (a) {
        spare = NULL;
        pthread_setspecific(spare_key, NULL);
        return a;
    }
    a = checked(calloc(1, sizeof *a));
    add_block(a, BLOCK_BYTES);
    return a;
}

static void release_owned(struct arena *a)
{
    while (a->owned) {
        struct owned *o = a->owned;
        a->owned = o->next;
        o->release(o->object);
    }
}

static void free_blocks_down_to(struct arena *a, const struct block *last)
{
    while (a->blocks != last) {
        struct block *next = a->blocks->next;
        free(a->blocks);
        a->blocks = next;
    }
}

static void free_whole(void *arena)
{
    struct arena *a = arena;
    free_blocks_down_to(a, NULL);
    free(a);
}

static void make_spare_key(void)
{
    pthread_key_create(&spare_key, free_whole);
}

static void keep_as_spare(struct arena *a)
{
    pthread_once(&spare_once, make_spare_key);
    pthread_setspecific(spare_key, a);
    spare = a;
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    release_owned(a);
    struct block *first = a->blocks;
    while (first->next)
        first = first->next;
    free_blocks_down_to(a, first);
    first->used = 0;
    if (spare)
        free_whole(a);
    else
        keep_as_spare(a);
}

void *arena_alloc(struct arena *a, size_t size)
{
    if (size > SIZE_MAX - ALIGNMENT)
        checked(NULL);
    size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (a->blocks->size - a->blocks->used < rounded)
        add_block(a, rounded);
    void *memory = a->blocks->bytes + a->blocks->used;
    a->blocks->used += rounded;
    return memory;
}

void *arena_zero(struct arena *a, size_t size)
{
    return memset(arena_alloc(a, size), 0, size);
}

char *arena_strndup(struct arena *a, const char *text, size_t length)
{
    char *copy = arena_alloc(a, length + 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *arena_strdup(struct arena *a, const char *text)
{
    return arena_strndup(a, text, strlen(text));
}

char *arena_vprintf(struct arena *a, const char *format, va_list args)
{
    va_list again;
    char *free_bytes = a->blocks->bytes + a->blocks->used; /* where the text will stand, if it fits */
    size_t room = a->blocks->size - a->blocks->used;
    va_copy(again, args);
    int length = vsnprintf(free_bytes, room, format, again);
    va_end(again);
    size_t size = length < 0 ? 1 : (size_t)length + 1;
    char *text = arena_alloc(a, size);
    if (text == free_bytes && length >= 0)
        return text;
    text[0] = '\0';
    vsnprintf(text, size, format, args);
    return text;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = arena_vprintf(a, format, args);
    va_end(args);
    return text;
}

void *arena_own(struct arena *a, void *object, void (*release)(void *object))
{
    if (!object)
        return NULL;
    struct owned *o = arena_alloc(a, sizeof *o);
    *o = (struct owned){.next = a->owned, .object = object, .release = release};
    a->owned = o;
    return object;
}
