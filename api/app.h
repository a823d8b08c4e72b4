/*
 * app: the running service, which every request reaches through r->app. serve.c makes it; afterwards it is read-only, except for
 * parts that guard themselves.
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
    struct pool *probe; /* one connection for /readyz, so that it and the requests never wait for each other */
    struct shorts *shorts;         /* NULL: too few connections to share some */
    struct admission *short_reads; /* places of the short reads; NULL if shorts is NULL */
    struct pool *rounds; /* one connection to ask what changed, so that kept answers are given even when all places are taken */
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

/* A pool of as many connections as the settings say, closed until the gate opens it; and a pool of one, to check the database. */
struct pool *app_pool(const struct config *config);
struct pool *app_pool_of_one(const struct config *config);
