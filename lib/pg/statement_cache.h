/*
 * statement_cache: which SQL texts one connection has prepared, and under which names.
 *
 * Layer: pg. Bounded: a full cache gives up its least recently used statement, whose name the caller deallocates on
 * the server. A name is made from the text, so that in any session, also in one that replaced this one, it means
 * that text or nothing: never another statement.
 * Belongs to one connection, and so to one thread at a time. Knows nothing of libpq.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <uthash.h>

enum { STATEMENT_NAME = 40, STATEMENT_CACHE_SIZE = 256 };

struct statement {
    char name[STATEMENT_NAME];
    char *sql;
    unsigned long long used_at;
    UT_hash_handle hh;
};

struct statement_cache;

/* `capacity` is at least 4, so that the statements of one round trip never push each other out. */
struct statement_cache *statement_cache_new(size_t capacity);
void statement_cache_free(struct statement_cache *cache);

/* NULL: not in the cache. Borrowed until it is evicted, forgotten or cleared. */
struct statement *statement_cache_find(struct statement_cache *cache, const char *sql);

/* True: the cache was full; it dropped the least recently used statement and wrote its name. */
bool statement_cache_evict(struct statement_cache *cache, char name[static STATEMENT_NAME]);

/* The text is copied. It must not be in the cache yet, and there must be room. */
struct statement *statement_cache_add(struct statement_cache *cache, const char *sql);

void statement_cache_forget(struct statement_cache *cache, struct statement *statement);
void statement_cache_clear(struct statement_cache *cache);
size_t statement_cache_count(const struct statement_cache *cache);
