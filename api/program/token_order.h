/*
 * token_order: what `tdkt token` was asked to sign, and whether a service would make anything of it.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct config;

enum { TOKEN_ORDER_NAMES = 100 };

struct token_order {
    bool wants_new_key;
    const char *subject;
    long ttl;
    const char *roles[TOKEN_ORDER_NAMES], *units[TOKEN_ORDER_NAMES];
    size_t role_count, unit_count;
};

/*
 * Known roles; units that are codes or ids and, where DATABASE_URL leads to a database, are there. False: `why` is one line.
 * A database that cannot be asked is only said on standard error.
 */
bool token_order_check(const struct token_order *order, const struct config *config, struct arena *a, char *why,
                       size_t why_size);
