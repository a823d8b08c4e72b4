/*
 * app: the running service: what every request reaches through r->app. Made by serve.c, read-only afterwards but for what
 * guards itself.
 *
 * Layer: api.
 */
#pragma once

#include "auth/mac.h"
#include "program/config.h"
#include "program/readiness.h"

#include <stdatomic.h>
#include <stdint.h>

struct admission;
struct kept_statuses;
struct metrics;
struct pool;
struct rate_limiter;
struct router;
struct scope_cache;
struct server;
struct shorts;
struct verifier;

struct app {
    struct config config;
    struct secret secret;
    struct router *router, *admin_router;
    struct verifier *verifier;
    struct pool *pool;
    struct pool *probe; /* one connection for /readyz, which is never in the way of requests nor behind them */
    struct shorts *shorts;         /* NULL: there are too few connections to share some */
    struct admission *short_reads; /* the places of those; NULL likewise */
    struct pool *rounds; /* one connection to ask what changed: what is kept is given though all places are taken */
    struct kept_statuses *statuses;
    struct admission *admission;
    struct server *_Atomic api; /* NULL before it has started, and at the end */
    struct scope_cache *scopes;
    struct rate_limiter *rates;
    struct metrics *metrics;
    struct readiness readiness;
    int64_t started_at; /* seconds of the monotonic clock */
    atomic_bool is_draining;
};

/* Of as many connections as the settings say, closed until the gate opens it; or one connection, to check the database. */
struct pool *app_pool(const struct config *config);
struct pool *app_pool_of_one(const struct config *config);
