/* token_order: see token_order.h. */
#include "program/token_order.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/ctx.h"
#include "base/uuid.h"
#include "pg/pool.h"
#include "pg/query.h"
#include "program/config.h"
#include "request/access.h"

#include <stdio.h>
#include <string.h>

enum { CODE_MAX = 16, CONNECT_MS = 2000, STATEMENT_MS = 5000 };

static bool is_role(const char *name)
{
    for (int bit = 0; bit < ROLE_COUNT; bit++)
        if (strcmp(role_name((enum role_bit)bit), name) == 0)
            return true;
    return false;
}

static const char *list_of_roles(struct arena *a)
{
    struct buf list;
    buf_init(&list, a, 512);
    for (int bit = 0; bit < ROLE_COUNT; bit++)
        buf_addf(&list, "%s%s", bit ? ", " : "", role_name((enum role_bit)bit));
    return list.text;
}

static bool is_unit(const char *name)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
    size_t length = strlen(name);
    return is_uuid(name) || (length >= 1 && length <= CODE_MAX && strspn(name, alphabet) == length);
}

/* A setting that makes the service read another issuer's tokens: ours would be refused or give no roles. NULL: none is set. */
static const char *foreign_setting(const struct config *config)
{
    if (*config->jwt_issuers)
        return "TDKT_JWT_ISSUERS";
    if (*config->jwt_role_map)
        return "TDKT_JWT_ROLE_MAP";
    return *config->jwt_access_claim ? "TDKT_JWT_ACCESS_CLAIM" : NULL;
}

/* The first unit that the database does not know; NULL: it knows all, or cannot be asked. */
static const char *find_unknown_unit(struct db *db, const struct token_order *order)
{
    static const char sql[] = "select lineage\n"
                              "from resolve_units(array[$1::text], today())\n"
                              "limit 1";
    for (size_t i = 0; i < order->unit_count; i++) {
        const struct rows *rows = query(db, sql, 1, &order->units[i]);
        if (!rows) {
            fputs("tdkt: the database cannot be asked, so whether the units exist is not known\n", stderr);
            return NULL;
        }
        if (rows_count(rows) == 0)
            return order->units[i];
    }
    return NULL;
}

static const char *ask_for_units(const struct token_order *order, const struct config *config)
{
    struct ctx ctx;
    struct db db;
    if (!*config->database_url || order->unit_count == 0)
        return NULL;
    struct arena *a = arena_new();
    struct pool *pool = pool_new(&(struct pool_config){.url = config->database_url,
                                                       .size = 1,
                                                       .acquire_timeout_ms = CONNECT_MS,
                                                       .connect_timeout_ms = CONNECT_MS,
                                                       .statement_timeout_ms = STATEMENT_MS});
    ctx_init(&ctx, a);
    db_init(&db, &ctx, pool);
    const char *unknown = find_unknown_unit(&db, order);
    arena_free(a);
    pool_free(pool);
    return unknown;
}

/* What is wrong with the order, as one line in `a`; NULL: nothing. */
static const char *find_fault(const struct token_order *order, const struct config *config, struct arena *a)
{
    const char *foreign = foreign_setting(config);
    if (foreign)
        return arena_printf(a, "%s is set: the tokens of this service come from a provider, in its own words", foreign);
    for (size_t i = 0; i < order->role_count; i++)
        if (!is_role(order->roles[i]))
            return arena_printf(a, "no role \"%.60s\"; there are %s", order->roles[i], list_of_roles(a));
    for (size_t i = 0; i < order->unit_count; i++)
        if (!is_unit(order->units[i]))
            return arena_printf(a, "\"%.60s\" is neither the code nor the id of a unit", order->units[i]);
    const char *absent = ask_for_units(order, config);
    return absent ? arena_printf(a, "the database has no unit \"%.60s\"", absent) : NULL;
}

bool token_order_check(const struct token_order *order, const struct config *config, struct arena *a, char *why,
                       size_t why_size)
{
    const char *fault = find_fault(order, config, a);
    if (fault)
        snprintf(why, why_size, "%s", fault);
    return !fault;
}
