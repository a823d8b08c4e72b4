/*
 * hash: a number for a text, for tables in memory. Who may choose the texts can make them meet.
 *
 * Layer: base. FNV-1a, then mixed, as its last letters hardly reach the upper bits.
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
