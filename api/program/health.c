/* health: see health.h. Ready means: not draining, and what readiness.h says. */
#include "program/health.h"

#include "app.h"
#include "base/buf.h"
#include "http/reply.h"
#include "http/router.h"
#include "request/metrics.h"

#include <string.h>

enum { METRICS_MAX = 4 * 1024 * 1024 };

static bool reply_status(struct req *r, int status, const char *body)
{
    return reply_json(r, status, body, strlen(body));
}

bool health_live(struct req *r)
{
    return reply_status(r, 200, "{\"status\":\"live\"}");
}

bool health_ready(struct req *r)
{
    struct app *app = r->app;
    if (atomic_load(&app->is_draining))
        return fail_because(&r->ctx, PROBLEM_UNAVAILABLE, "Đang dừng.", "Draining.");
    return readiness_ask(app, &r->ctx) && reply_status(r, 200, "{\"status\":\"ready\"}");
}

bool health_metrics(struct req *r)
{
    struct buf out;
    buf_init(&out, r->ctx.arena, METRICS_MAX);
    metrics_write(r->app, &out);
    return reply_buf_as(r, 200, "text/plain; version=0.0.4; charset=utf-8", &out);
}

void health_answer(struct req *r)
{
    const struct app *app = r->app;
    if (router_match(app->admin_router, r) && r->reply.status == 0)
        r->route->handle(r);
}
