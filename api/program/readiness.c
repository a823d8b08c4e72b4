/* readiness: see readiness.h. */
#include "program/readiness.h"

#include "app.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/ctx.h"
#include "base/log.h"
#include "http/server.h"
#include "pg/query.h"
#include "program/migrations.h"
#include "request/admission.h"
#include "request/place.h"

#include <stdio.h>
#include <string.h>

enum { JSON_MAX = 8 * REASON_SIZE, STUCK_S = 5, FULL_S = 5 };

void readiness_init(struct readiness *readiness)
{
    pthread_mutex_init(&readiness->lock, NULL);
}

void readiness_release(struct readiness *readiness)
{
    pthread_mutex_destroy(&readiness->lock);
}

static bool is_news(const struct readiness *readiness, const char *reason)
{
    return !readiness->is_logged || strcmp(readiness->reason, reason) != 0;
}

void readiness_tell(struct readiness *readiness, const char *reason)
{
    const char *now = reason ? reason : "";
    pthread_mutex_lock(&readiness->lock);
    bool says = is_news(readiness, now);
    readiness->is_logged = true;
    snprintf(readiness->reason, sizeof readiness->reason, "%s", now);
    pthread_mutex_unlock(&readiness->lock);
    if (says && reason)
        log_say(LOG_WARN, "not_ready", "%s", reason);
    else if (says)
        log_say(LOG_INFO, "ready", "requests are served");
}

static const char *told(struct readiness *readiness, struct arena *a)
{
    pthread_mutex_lock(&readiness->lock);
    const char *reason = arena_strdup(a, readiness->reason);
    pthread_mutex_unlock(&readiness->lock);
    return reason;
}

/* Why the database cannot be used; NULL: it can. */
static const char *reason_now(struct app *app, struct arena *a)
{
    struct ctx ctx;
    struct db db;
    struct schema_state state;
    ctx_init(&ctx, a);
    db_init(&db, &ctx, app->probe);
    if (!migrations_state(&db, &state))
        return ctx.problem.log ? ctx.problem.log : "the database does not answer";
    return state.fit == SCHEMA_FITS ? NULL : migrations_reason(a, &state);
}

/* Why the process itself cannot answer; NULL: it can. A lane that has been full for FULL_S counts: this instance has too much to do. */
static const char *fault_inside(struct app *app, struct arena *a)
{
    const struct server *api = atomic_load(&app->api);
    int64_t stuck_ms = api ? server_stuck_ms(api) : 0;
    if (stuck_ms > STUCK_S * 1000)
        return arena_printf(a, "a thread has not come round for %lld ms", (long long)stuck_ms);
    const char *name;
    struct admission_figures f;
    for (int lane = 0; place_figures(app, lane, &name, &f); lane++) {
        if (f.stuck_s >= STUCK_S)
            return arena_printf(a, "the %s lane: %d at work, none has ended for %d s", name, f.working, f.stuck_s);
        if (f.full_s >= FULL_S)
            return arena_printf(a, "the %s lane is full: it has refused requests for %d s", name, f.full_s);
    }
    return NULL;
}

static bool refuse(struct ctx *ctx, const char *reason)
{
    struct buf json;
    buf_init(&json, ctx->arena, JSON_MAX);
    buf_adds_json(&json, reason);
    fail_because(ctx, PROBLEM_UNAVAILABLE, "Chưa sẵn sàng; lý do ở \"reason\".", "Not ready; \"reason\" says why.");
    return fail_member(ctx, "reason", json.text);
}

bool readiness_ask(struct app *app, struct ctx *ctx)
{
    bool is_open = atomic_load(&app->readiness.is_open);
    const char *reason = is_open ? reason_now(app, ctx->arena) : told(&app->readiness, ctx->arena);
    if (is_open && !reason)
        reason = fault_inside(app, ctx->arena);
    if (is_open)
        readiness_tell(&app->readiness, reason);
    return reason ? refuse(ctx, reason) : true;
}
