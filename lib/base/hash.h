/*
 * hash: the hash of a text, for tables in memory. Somebody who chooses the texts can make their hashes collide.
 *
 * Layer: base. FNV-1a, then mixed, because the last letters hardly change its upper bits.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

static inline uint64_t hash_text(const char *text, size_t length)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
    hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdu;
    return hash ^ hash >> 33;
}
