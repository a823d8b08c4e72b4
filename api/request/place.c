/* place: see place.h. */
#include "request/place.h"

#include "app.h"
#include "base/arena.h"
#include "base/ctx.h"
#include "http/negotiate.h"
#include "http/router.h"
#include "request/admission.h"
#include "rest/session.h"

#include <string.h>

static bool is_search(const struct req *r)
{
    return r->route->is_list && (req_param(r, "q") || prefers(req_header(r, "Prefer"), "count", "exact"));
}

static enum lane lane_of(const struct req *r)
{
    if (r->route->is_report)
        return LANE_REPORT;
    if (r->method != HTTP_GET && r->method != HTTP_HEAD)
        return LANE_WRITE;
    return is_search(r) ? LANE_SEARCH : LANE_READ;
}

/* The kind of records a request is about: "collectives" of "/v1/collectives/{id}". */
static const char *kind_of(const struct req *r)
{
    static const char version[] = "/v1/";
    const char *kind = r->route->path + sizeof version - 1;
    return arena_strndup(r->ctx.arena, kind, strcspn(kind, "/"));
}

static bool is_shared(const struct req *r)
{
    const struct app *app = r->app;
    return app->shorts && r->route->is_short && !r->session->is_alone;
}

static struct place *take(struct req *r)
{
    const struct app *app = r->app;
    struct admission *admission = is_shared(r) ? app->short_reads : app->admission;
    return admission_enter(admission, &r->ctx, lane_of(r), r->session->account, kind_of(r));
}

bool place_take(struct req *r)
{
    if (!r->session->account || r->session->kept)
        return true;
    r->session->place = take(r);
    if (!r->session->place)
        return false;
    return !req_caller_is_gone(r) || fault(&r->ctx, PROBLEM_UNAVAILABLE, "the caller has gone");
}

void place_share(struct req *r)
{
    const struct app *app = r->app;
    if (is_shared(r))
        r->session->db.shorts = app->shorts;
}

void place_leave(struct req *r)
{
    admission_leave(r->session->place);
    r->session->place = NULL;
}

bool place_must_be_alone(struct req *r)
{
    struct session *s = r->session;
    if (!s->db.must_be_alone)
        return false;
    s->is_alone = true;
    s->db.must_be_alone = false;
    s->db.shorts = NULL;
    r->ctx.problem = (struct problem){.kind = PROBLEM_NONE};
    return true;
}

bool place_figures(const struct app *app, int lane, const char **name, struct admission_figures *out)
{
    if (lane > LANES || (lane == LANES && !app->short_reads))
        return false;
    bool is_short = lane == LANES;
    *name = is_short ? "short" : lane_name((enum lane)lane);
    admission_figures(is_short ? app->short_reads : app->admission, is_short ? LANE_READ : (enum lane)lane, out);
    return true;
}
