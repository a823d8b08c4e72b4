/*
 * token_order: what `tdkt token` was asked to sign, and whether the service could use it.
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
 * True: the roles are known, and the units are codes or ids that exist in the database of DATABASE_URL. False: `why` is one line.
 * If the database cannot be asked, only a line on standard error says so.
 */
bool token_order_check(const struct token_order *order, const struct config *config, struct arena *a, char *why,
                       size_t why_size);
