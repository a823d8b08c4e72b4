/* stop: see stop.h. */
#include "program/stop.h"

#include "app.h"
#include "base/clock.h"
#include "base/log.h"
#include "http/server.h"
#include "pg/pool.h"
#include "request/admission.h"

#include <time.h>

enum { CUT_S = 4, CUT_STEP_MS = 100 }; /* time to answer the requests that were stopped at the drain's deadline */

/* Says "not ready" but still serves until the load balancer has noticed. A second signal ends the wait. */
static void wait_unready(struct app *app, const sigset_t *signals)
{
    const struct timespec delay = {.tv_sec = app->config.drain_delay};
    atomic_store(&app->is_draining, true);
    if (!app->config.drain_delay)
        return;
    log_say(LOG_INFO, "not_ready", "closing the port in %d s", app->config.drain_delay);
    sigtimedwait(signals, NULL, &delay);
}

/*
 * Stops the requests in flight at the deadline: the database undoes them, and their callers get an answer that says so. Returns how
 * many got no answer: their bodies had not come, or the database does not react.
 */
static int cut(struct app *app, struct server *api, int late)
{
    int left = late;
    admission_close(app->admission);
    admission_close(app->short_reads);
    for (int64_t end = clock_s() + CUT_S; left && clock_s() < end;) {
        pool_halt(app->pool);
        pool_halt(app->rounds);
        left = server_drain(api, CUT_STEP_MS);
    }
    log_say(LOG_ERROR, "drain_cut", "%d requests did not end within %d s: %d stopped and answered, %d cut off unanswered",
            late, app->config.drain_timeout, late - left, left);
    return left;
}

static const char *ending(int late, int left)
{
    if (left)
        return "not all requests were answered";
    return late ? "all requests were answered, some of them with a refusal" : "all requests answered";
}

int stop(struct app *app, struct server *api, struct server *admin, const sigset_t *signals)
{
    wait_unready(app, signals);
    log_say(LOG_INFO, "draining", "%d connections", server_connections(api));
    int late = server_drain(api, app->config.drain_timeout * 1000);
    int left = late ? cut(app, api, late) : 0;
    atomic_store(&app->api, NULL);
    server_stop(admin);
    server_stop(api);
    log_say(late ? LOG_WARN : LOG_INFO, "stopped", "%s", ending(late, left));
    return late ? STATUS_CUT : 0;
}
