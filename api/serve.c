/*
 * serve: see serve.h. Order of start: settings, keys, database login, listeners; the order of stop is stop.h's. Signals are
 * taken by this thread alone (sigwait), so a handler never runs in the middle of anything.
 */
#include "serve.h"

#include "access.h"
#include "app.h"
#include "auth/token.h"
#include "base/arena.h"
#include "base/ctx.h"
#include "base/log.h"
#include "health.h"
#include "http/server.h"
#include "metrics.h"
#include "pg/listener.h"
#include "pg/pool.h"
#include "pg/query.h"
#include "pipeline.h"
#include "rate_limit.h"
#include "routes.h"
#include "scope_cache.h"
#include "scope_listener.h"
#include "stop.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { WHY_SIZE = 512, MAINTENANCE_S = 3600 };

static int refuse_start(const char *why)
{
    log_say(LOG_ERROR, "start_refused", "%s", why);
    return 1;
}

static enum log_level level_of(const char *name)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    for (int level = LOG_DEBUG; level <= LOG_ERROR; level++)
        if (strcmp(names[level], name) == 0)
            return (enum log_level)level;
    return LOG_INFO;
}

/* What only the running service needs. */
static const char *missing_setting(const struct config *c)
{
    if (!*c->database_url)
        return "DATABASE_URL is not set";
    if (!*c->secret)
        return "TDKT_SECRET is not set";
    if (!*c->jwt_keys)
        return "TDKT_JWT_KEYS is not set: without keys the service would have to let nobody in, or everybody";
    if (!*c->jwt_issuer)
        return "TDKT_JWT_ISSUER is not set";
    return *c->jwt_audience ? NULL : "TDKT_JWT_AUDIENCE is not set";
}

static void take_secret(struct app *app)
{
    unsigned char digest[MAC_BYTES];
    sha256(app->config.secret, strlen(app->config.secret), digest);
    memcpy(app->secret.key, digest, sizeof digest);
    app->secret.length = sizeof digest;
}

static struct verifier *make_verifier(const struct config *c, char *why)
{
    return verifier_new(&(struct verifier_config){.keys = c->jwt_keys,
                                                  .issuer = c->jwt_issuer,
                                                  .audience = c->jwt_audience,
                                                  .roles_claim = c->jwt_roles_claim,
                                                  .skew_s = c->jwt_skew,
                                                  .cache_entries = c->token_cache},
                        why, WHY_SIZE);
}

static struct pool *make_pool(const struct config *c)
{
    return pool_new(&(struct pool_config){.url = c->database_url,
                                          .size = c->db_connections,
                                          .max_waiting = c->db_waiting,
                                          .acquire_timeout_ms = c->db_acquire_ms,
                                          .connect_timeout_ms = c->db_connect_ms,
                                          .statement_timeout_ms = c->statement_ms,
                                          .refuse_owner = true});
}

static bool app_init(struct app *app, char *why)
{
    take_secret(app);
    app->verifier = make_verifier(&app->config, why);
    if (!app->verifier)
        return false;
    app->pool = make_pool(&app->config);
    app->router = router_new(routes, route_count);
    app->admin_router = router_new(admin_routes, admin_route_count);
    app->scopes = scope_cache_new(app->config.scope_ttl);
    app->rates = rate_limiter_new(app->config.rate_limit, app->config.rate_burst, RATE_SUBJECTS);
    app->metrics = metrics_new();
    return true;
}

static void app_release(struct app *app)
{
    metrics_free(app->metrics);
    rate_limiter_free(app->rates);
    scope_cache_free(app->scopes);
    router_free(app->admin_router);
    router_free(app->router);
    pool_free(app->pool);
    verifier_free(app->verifier);
    config_free(&app->config);
}

static struct server *start(const struct server_config *config, const char *setting, char *why)
{
    char reason[WHY_SIZE / 2];
    struct server *server = server_start(config, reason, sizeof reason);
    if (!server)
        snprintf(why, WHY_SIZE, "%s: %s", setting, reason);
    return server;
}

static struct server *start_api(struct app *app, char *why)
{
    const struct config *c = &app->config;
    struct server_config config = {.name = "api",
                                   .listen = c->listen,
                                   .threads = c->http_threads,
                                   .connection_limit = c->connection_limit,
                                   .per_address_limit = c->per_address_limit,
                                   .idle_timeout_s = c->idle_timeout,
                                   .header_timeout_s = c->header_timeout,
                                   .body_timeout_s = c->body_timeout,
                                   .answer_timeout_s = c->answer_timeout,
                                   .body_limit = (size_t)c->body_limit,
                                   .trusted_proxies = c->trusted_proxies,
                                   .log_requests = true,
                                   .answer = pipeline_answer,
                                   .observe = metrics_observe,
                                   .app = app};
    return start(&config, "TDKT_LISTEN", why);
}

static struct server *start_admin(struct app *app, char *why)
{
    struct server_config config = {.name = "admin",
                                   .listen = app->config.admin_listen,
                                   .threads = 1,
                                   .connection_limit = 64,
                                   .idle_timeout_s = 10,
                                   .header_timeout_s = 10,
                                   .body_timeout_s = 10,
                                   .answer_timeout_s = 30,
                                   .body_limit = 1024,
                                   .trusted_proxies = "",
                                   .answer = health_answer,
                                   .app = app};
    return start(&config, "TDKT_ADMIN_LISTEN", why);
}

/* SIGHUP: what was kept of keys and of callers' units is asked for again. */
static void reload(struct app *app)
{
    char why[WHY_SIZE];
    scope_cache_empty(app->scopes);
    if (verifier_reload(app->verifier, why, sizeof why))
        log_say(LOG_INFO, "keys_reloaded", "token keys read again");
    else
        log_say(LOG_ERROR, "keys_not_reloaded", "%s; the old keys stay", why);
}

/* What must be thrown away now and then: Idempotency-Keys older than a day. */
static void maintain(struct app *app)
{
    struct arena *a = arena_new();
    struct ctx ctx;
    struct db db;
    ctx_init(&ctx, a);
    db_init(&db, &ctx, app->pool);
    if (!query(&db, "select purge_expired()", 0, NULL))
        log_say(LOG_WARN, "maintenance_failed", "%s", ctx.problem.log ? ctx.problem.log : problem_slug(ctx.problem.kind));
    arena_free(a);
}

/* A login that owns tables or bypasses row security ends the start; a database that is away does not: it will be back. */
static bool login_is_fit(struct app *app, char *why)
{
    struct arena *a = arena_new();
    struct ctx ctx;
    ctx_init(&ctx, a);
    bool is_fit = pool_check(app->pool, &ctx) || ctx.problem.kind == PROBLEM_UNAVAILABLE;
    if (!is_fit)
        snprintf(why, WHY_SIZE, "DATABASE_URL: %s", ctx.problem.log ? ctx.problem.log : "the login cannot be used");
    arena_free(a);
    return is_fit;
}

/* Until SIGTERM or SIGINT. */
static void wait_for_stop(struct app *app, const sigset_t *signals)
{
    const struct timespec pause = {.tv_sec = MAINTENANCE_S};
    for (;;) {
        int signal = sigtimedwait(signals, NULL, &pause);
        if (signal == SIGTERM || signal == SIGINT)
            return;
        if (signal == SIGHUP)
            reload(app);
        else if (signal < 0)
            maintain(app);
    }
}

static void log_listening(const struct server *api, const struct server *admin)
{
    char fields[300];
    snprintf(fields, sizeof fields, "\"version\":\"%s\",\"api\":\"%s\",\"admin\":\"%s\"", TDKT_VERSION,
             server_address(api), server_address(admin));
    log_event(LOG_INFO, "listening", fields);
}

static int run(struct app *app, const sigset_t *signals)
{
    char why[WHY_SIZE];
    struct server *admin = start_admin(app, why);
    struct server *api = admin ? start_api(app, why) : NULL;
    if (!api) {
        server_stop(admin);
        return refuse_start(why);
    }
    struct listener *units = scope_listener_new(app->scopes, &app->config);
    log_listening(api, admin);
    maintain(app);
    wait_for_stop(app, signals);
    int status = stop(app, api, admin, signals);
    listener_free(units);
    return status;
}

static void block_signals(sigset_t *signals)
{
    sigemptyset(signals);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
    sigaddset(signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, signals, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int serve(void)
{
    static struct app app;
    char why[WHY_SIZE];
    sigset_t signals;
    block_signals(&signals);
    if (!config_read(&app.config, why, sizeof why))
        return refuse_start(why);
    log_set_level(level_of(app.config.log_level));
    const char *missing = missing_setting(&app.config);
    if (missing)
        return refuse_start(missing);
    if (!app_init(&app, why))
        return refuse_start(why);
    int status = login_is_fit(&app, why) ? run(&app, &signals) : refuse_start(why);
    app_release(&app);
    return status;
}
