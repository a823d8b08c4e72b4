/*
 * serve: see serve.h. Order of start: the checks of checks.h, the listeners, the gate. The order of a stop is in stop.h. Only this
 * thread takes signals (sigtimedwait), so no signal handler interrupts other code.
 */
#include "program/serve.h"

#include "app.h"
#include "auth/token.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/ctx.h"
#include "base/log.h"
#include "http/server.h"
#include "pg/listener.h"
#include "pg/pool.h"
#include "pg/query.h"
#include "pg/shorts.h"
#include "program/checks.h"
#include "program/descriptors.h"
#include "program/findings.h"
#include "program/health.h"
#include "program/secret.h"
#include "program/stop.h"
#include "request/access.h"
#include "request/admission.h"
#include "request/gate.h"
#include "request/kept_status.h"
#include "request/metrics.h"
#include "request/pipeline.h"
#include "request/rate_limit.h"
#include "request/scope_cache.h"
#include "request/scope_listener.h"
#include "routes.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { WHY_SIZE = 512, MAINTENANCE_S = 3600, ROUND_MS = 500, SHARED_MOST = 2 };

/* Logs every finding that is not a warning. Returns the exit status. */
static int refuse_start(const struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        if (!findings->lines[i].is_warning)
            log_say(LOG_ERROR, "start_refused", "%s", findings->lines[i].text);
    return findings_status(findings, false);
}

static void log_warnings(const struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->lines[i].is_warning)
            log_say(LOG_WARN, "setting", "%s", findings->lines[i].text);
}

static enum log_level level_of(const char *name)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    for (int level = LOG_DEBUG; level <= LOG_ERROR; level++)
        if (strcmp(names[level], name) == 0)
            return (enum log_level)level;
    return LOG_INFO;
}

static struct pool *make_pool(const struct config *c, int size, bool starts_closed)
{
    return pool_new(&(struct pool_config){.url = c->database_url,
                                          .size = size,
                                          .max_waiting = c->db_waiting,
                                          .acquire_timeout_ms = c->db_acquire_ms,
                                          .connect_timeout_ms = c->db_connect_ms,
                                          .statement_timeout_ms = c->statement_ms,
                                          .refuse_owner = true,
                                          .starts_closed = starts_closed});
}

struct pool *app_pool(const struct config *c)
{
    return make_pool(c, c->db_connections, true);
}

struct pool *app_pool_of_one(const struct config *c)
{
    return make_pool(c, 1, false);
}

/* A request that waits for a round could be answered in the ordinary way, so a round is short or fails. */
static struct pool *pool_of_rounds(const struct config *c)
{
    struct config hasty = *c;
    hasty.statement_ms = c->statement_ms < ROUND_MS ? c->statement_ms : ROUND_MS;
    return app_pool_of_one(&hasty);
}

/* Each loop has up to two connections for short reads, all loops together at most a quarter; each other connection is one place. */
static void make_places(struct app *app)
{
    const struct config *c = &app->config;
    int loops = server_loops_of_processors(), each = c->db_connections / (4 * loops);
    if (each > SHARED_MOST)
        each = SHARED_MOST;
    app->admission = admission_new(c->db_connections - each * loops, c->db_waiting, c->db_acquire_ms);
    if (each == 0)
        return;
    app->shorts = shorts_new(app->pool, each);
    app->short_reads = admission_new(each * loops * SHORTS_TOGETHER, c->db_waiting, c->db_acquire_ms);
}

static void app_init(struct app *app)
{
    app->started_at = clock_s();
    readiness_init(&app->readiness);
    secret_take(&app->secret, &app->config);
    app->pool = app_pool(&app->config);
    app->probe = app_pool_of_one(&app->config);
    app->rounds = pool_of_rounds(&app->config);
    app->statuses = kept_statuses_new(app->rounds);
    make_places(app);
    app->router = router_new(routes, route_count);
    app->admin_router = router_new(admin_routes, admin_route_count);
    app->scopes = scope_cache_new(app->config.scope_ttl);
    app->rates = rate_limiter_new(app->config.rate_limit, app->config.rate_burst, RATE_SUBJECTS);
    app->metrics = metrics_new();
}

static void app_release(struct app *app)
{
    metrics_free(app->metrics);
    rate_limiter_free(app->rates);
    scope_cache_free(app->scopes);
    router_free(app->admin_router);
    router_free(app->router);
    shorts_free(app->shorts);
    admission_free(app->short_reads);
    admission_free(app->admission);
    kept_statuses_free(app->statuses);
    pool_free(app->rounds);
    pool_free(app->probe);
    pool_free(app->pool);
    readiness_release(&app->readiness);
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
                                   .loops = 0,
                                   .connection_limit = c->connection_limit,
                                   .per_address_limit = c->per_address_limit,
                                   .idle_timeout_s = c->idle_timeout,
                                   .header_timeout_s = c->header_timeout,
                                   .body_timeout_s = c->body_timeout,
                                   .answer_timeout_s = c->answer_timeout,
                                   .body_limit = (size_t)c->body_limit,
                                   .trusted_proxies = c->trusted_proxies,
                                   .log_requests = true,
                                   .greet = pipeline_greet,
                                   .admit = pipeline_admit,
                                   .answer = pipeline_answer,
                                   .observe = metrics_observe,
                                   .app = app};
    return start(&config, "TDKT_LISTEN", why);
}

static struct server *start_admin(struct app *app, char *why)
{
    struct server_config config = {.name = "admin",
                                   .listen = app->config.admin_listen,
                                   .loops = 1,
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

/* SIGHUP: reads the keys again and forgets the resolved units of callers. */
static void reload(struct app *app)
{
    char why[WHY_SIZE];
    scope_cache_empty(app->scopes);
    if (verifier_reload(app->verifier, why, sizeof why))
        log_say(LOG_INFO, "keys_reloaded", "token keys read again");
    else
        log_say(LOG_ERROR, "keys_not_reloaded", "%s; the old keys stay", why);
}

/* Deletes what has expired: Idempotency-Keys older than a day. */
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

/* Called after a pause without a signal: maintenance, or another try to open. False: the database must not be served. */
static bool look_after(struct app *app, struct findings *findings)
{
    bool is_open = atomic_load(&app->readiness.is_open);
    enum gate gate = is_open ? GATE_OPENS : gate_retry(app, findings);
    if (gate == GATE_OPENS)
        maintain(app);
    return gate != GATE_REFUSES;
}

/* Waits for SIGTERM or SIGINT and returns 0. If the database turns out to be one that must not be served, returns the exit status. */
static int wait_for_stop(struct app *app, const sigset_t *signals, struct findings *findings)
{
    if (gate_enter(app, findings) == GATE_OPENS)
        maintain(app);
    for (;;) {
        const struct timespec pause = {.tv_sec = atomic_load(&app->readiness.is_open) ? MAINTENANCE_S : 1};
        int signal = sigtimedwait(signals, NULL, &pause);
        if (signal == SIGTERM || signal == SIGINT)
            return 0;
        if (signal == SIGHUP)
            reload(app);
        else if (signal < 0 && !look_after(app, findings))
            return refuse_start(findings);
    }
}

static void log_listening(const struct server *api, const struct server *admin)
{
    char fields[300];
    snprintf(fields, sizeof fields, "\"version\":\"%s\",\"api\":\"%s\",\"admin\":\"%s\"", TDKT_VERSION,
             server_address(api), server_address(admin));
    log_event(LOG_INFO, "listening", fields);
}

static int refuse_address(struct findings *findings, const char *why)
{
    findings_add(findings, FOUND_ADDRESS, "%s", why);
    return refuse_start(findings);
}

static int run(struct app *app, const sigset_t *signals, struct findings *findings)
{
    char why[WHY_SIZE];
    descriptors_fit(&app->config);
    log_start();
    struct server *admin = start_admin(app, why);
    struct server *api = admin ? start_api(app, why) : NULL;
    if (!api) {
        server_stop(admin);
        return refuse_address(findings, why);
    }
    atomic_store(&app->api, api);
    struct listener *units = scope_listener_new(app->scopes, &app->config);
    log_listening(api, admin);
    int status = wait_for_stop(app, signals, findings);
    int cut = stop(app, api, admin, signals);
    listener_free(units);
    return status ? status : cut;
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
    static struct findings findings;
    sigset_t signals;
    block_signals(&signals);
    config_read_all(&app.config, &findings);
    log_set_level(level_of(app.config.log_level));
    checks_run(&app.config, CHECKS_TO_SERVE, &findings, &app.verifier);
    log_warnings(&findings);
    app_init(&app);
    int status = gate_judge(&app, &findings) == GATE_REFUSES ? refuse_start(&findings) : run(&app, &signals, &findings);
    app_release(&app);
    log_stop();
    return status;
}
