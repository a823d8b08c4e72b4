/*
 * statement_cache: SQL text → prepared statement's name. See statement_cache.h.
 *
 * A scan finds the least recently used one: it runs only when the program has more texts than the cache has room for,
 * and costs less than the round trip that follows.
 */
#include "pg/statement_cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct statement_cache {
    struct statement *by_sql;
    size_t capacity;
    unsigned long long clock;
};

static void *must(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

struct statement_cache *statement_cache_new(size_t capacity)
{
    struct statement_cache *cache = must(calloc(1, sizeof *cache));
    cache->capacity = capacity;
    return cache;
}

void statement_cache_free(struct statement_cache *cache)
{
    if (!cache)
        return;
    statement_cache_clear(cache);
    free(cache);
}

struct statement *statement_cache_find(struct statement_cache *cache, const char *sql)
{
    struct statement *found;
    HASH_FIND_STR(cache->by_sql, sql, found);
    if (found)
        found->used_at = ++cache->clock;
    return found;
}

static struct statement *least_recently_used(struct statement_cache *cache)
{
    struct statement *least = cache->by_sql;
    for (struct statement *s = cache->by_sql; s; s = s->hh.next)
        if (s->used_at < least->used_at)
            least = s;
    return least;
}

bool statement_cache_evict(struct statement_cache *cache, char name[static STATEMENT_NAME])
{
    if (HASH_COUNT(cache->by_sql) < cache->capacity)
        return false;
    struct statement *least = least_recently_used(cache);
    memcpy(name, least->name, STATEMENT_NAME);
    statement_cache_forget(cache, least);
    return true;
}

/* FNV-1a, with a factor of the caller's choice. */
static unsigned long long digest(const char *text, unsigned long long basis, unsigned long long factor)
{
    unsigned long long sum = basis;
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        sum = (sum ^ *p) * factor;
    return sum ^ sum >> 32;
}

/* 128 bits: the texts are our own, so two with the same name would be an accident, too rare to happen. */
static void write_name(char name[static STATEMENT_NAME], const char *sql)
{
    snprintf(name, STATEMENT_NAME, "s%016llx%016llx", digest(sql, 0xcbf29ce484222325, 0x100000001b3),
             digest(sql, 0x9e3779b97f4a7c15, 0xd6e8feb86659fd93));
}

struct statement *statement_cache_add(struct statement_cache *cache, const char *sql)
{
    struct statement *s = must(calloc(1, sizeof *s));
    s->sql = must(strdup(sql));
    s->used_at = ++cache->clock;
    write_name(s->name, sql);
    HASH_ADD_KEYPTR(hh, cache->by_sql, s->sql, strlen(s->sql), s);
    return s;
}

void statement_cache_forget(struct statement_cache *cache, struct statement *statement)
{
    HASH_DEL(cache->by_sql, statement);
    free(statement->sql);
    free(statement);
}

void statement_cache_clear(struct statement_cache *cache)
{
    while (cache->by_sql)
        statement_cache_forget(cache, cache->by_sql);
}

size_t statement_cache_count(const struct statement_cache *cache)
{
    return HASH_COUNT(cache->by_sql);
}
