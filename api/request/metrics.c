/* metrics: see metrics.h. Requests are counted by operation and status class, and timed in fixed buckets. */
#include "request/metrics.h"

#include "app.h"
#include "auth/token.h"
#include "base/buf.h"
#include "pg/pool.h"
#include "request/admission.h"
#include "request/kept_status.h"
#include "request/place.h"
#include "routes.h"

#include <stdatomic.h>
#include <stdlib.h>

/* Upper bounds in microseconds; the last bucket is everything above. */
static const uint64_t bounds_us[] = {100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000};

enum { BOUNDS = sizeof bounds_us / sizeof *bounds_us, CLASSES = 6, MAX_ROUTES = 512, VERDICTS = 16 };

struct operation {
    atomic_ullong by_class[CLASSES]; /* 2 is 2xx */
    atomic_ullong buckets[BOUNDS + 1];
    atomic_ullong sum_us;
};

struct metrics {
    struct operation operations[MAX_ROUTES + 1]; /* the last one: requests that matched no route */
    atomic_ullong refusals[VERDICTS];
};

struct metrics *metrics_new(void)
{
    struct metrics *m = calloc(1, sizeof *m);
    if (!m || route_count > MAX_ROUTES)
        abort();
    return m;
}

void metrics_free(struct metrics *m)
{
    free(m);
}

static size_t bucket_of(uint64_t us)
{
    size_t i = 0;
    while (i < BOUNDS && us > bounds_us[i])
        i++;
    return i;
}

static struct operation *operation_of(struct metrics *m, const struct route *route)
{
    return &m->operations[route ? (size_t)(route - routes) : route_count];
}

void metrics_observe(const struct req *r, int status, uint64_t duration_ns)
{
    const struct app *app = r->app;
    struct operation *o = operation_of(app->metrics, r->route);
    uint64_t us = duration_ns / 1000;
    atomic_fetch_add_explicit(&o->by_class[status / 100 % CLASSES], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&o->buckets[bucket_of(us)], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&o->sum_us, us, memory_order_relaxed);
}

void metrics_count_refusal(struct metrics *m, int verdict)
{
    atomic_fetch_add_explicit(&m->refusals[verdict % VERDICTS], 1, memory_order_relaxed);
}

static const char *operation_name(size_t i)
{
    return i < route_count ? routes[i].operation : "unmatched";
}

static unsigned long long load(const atomic_ullong *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

static void write_requests(const struct metrics *m, struct buf *out)
{
    buf_adds(out, "# HELP tdkt_requests_total Answered requests.\n# TYPE tdkt_requests_total counter\n");
    for (size_t i = 0; i <= route_count; i++)
        for (int class = 1; class < CLASSES; class++)
            if (load(&m->operations[i].by_class[class]))
                buf_addf(out, "tdkt_requests_total{operation=\"%s\",status=\"%dxx\"} %llu\n", operation_name(i), class,
                         load(&m->operations[i].by_class[class]));
}

static void write_histogram(const struct operation *o, const char *name, struct buf *out)
{
    unsigned long long total = 0;
    for (size_t b = 0; b <= BOUNDS; b++) {
        total += load(&o->buckets[b]);
        if (b < BOUNDS)
            buf_addf(out, "tdkt_request_duration_seconds_bucket{operation=\"%s\",le=\"%g\"} %llu\n", name,
                     (double)bounds_us[b] / 1e6, total);
    }
    buf_addf(out, "tdkt_request_duration_seconds_bucket{operation=\"%s\",le=\"+Inf\"} %llu\n", name, total);
    buf_addf(out, "tdkt_request_duration_seconds_sum{operation=\"%s\"} %g\n", name, (double)load(&o->sum_us) / 1e6);
    buf_addf(out, "tdkt_request_duration_seconds_count{operation=\"%s\"} %llu\n", name, total);
}

static bool was_called(const struct operation *o)
{
    for (size_t b = 0; b <= BOUNDS; b++)
        if (load(&o->buckets[b]))
            return true;
    return false;
}

static void write_durations(const struct metrics *m, struct buf *out)
{
    buf_adds(out, "# HELP tdkt_request_duration_seconds Time from the request's arrival to its answer.\n"
                  "# TYPE tdkt_request_duration_seconds histogram\n");
    for (size_t i = 0; i <= route_count; i++)
        if (was_called(&m->operations[i]))
            write_histogram(&m->operations[i], operation_name(i), out);
}

static void write_refusals(const struct metrics *m, struct buf *out)
{
    buf_adds(out, "# HELP tdkt_token_refusals_total Tokens refused, by reason.\n# TYPE tdkt_token_refusals_total counter\n");
    for (int verdict = TOKEN_OK + 1; verdict <= TOKEN_BAD_CLAIMS; verdict++)
        buf_addf(out, "tdkt_token_refusals_total{reason=\"%s\"} %llu\n", token_verdict_name((enum token_verdict)verdict),
                 load(&m->refusals[verdict]));
}

static void write_figure(struct buf *out, const char *type, const char *name, const char *help, unsigned long long value)
{
    buf_addf(out, "# HELP tdkt_%s %s\n# TYPE tdkt_%s %s\ntdkt_%s %llu\n", name, help, name, type, name, value);
}

static void write_pool(const struct app *app, struct buf *out)
{
    struct pool_figures p;
    struct admission_figures f;
    const char *name;
    pool_figures(app->pool, &p);
    for (int lane = 0; place_figures(app, lane, &name, &f); lane++)
        p.waiting += f.waiting;
    write_figure(out, "gauge", "db_connections", "Open database connections.", (unsigned long long)p.open);
    write_figure(out, "gauge", "db_connections_in_use", "Database connections in use.", (unsigned long long)p.in_use);
    write_figure(out, "gauge", "db_waiting", "Requests waiting for a connection.", (unsigned long long)p.waiting);
    write_figure(out, "counter", "db_statements_total", "Statements sent.", p.statements);
    write_figure(out, "counter", "db_timeouts_total", "Waits for a connection that timed out.", p.timed_out);
    write_figure(out, "counter", "db_connect_failures_total", "Failed attempts to connect.", p.connect_failures);
}

static void write_lanes(const struct app *app, struct buf *out)
{
    struct admission_figures f;
    const char *name;
    buf_adds(out, "# HELP tdkt_lane_working Requests at work, by lane.\n# TYPE tdkt_lane_working gauge\n");
    for (int lane = 0; place_figures(app, lane, &name, &f); lane++)
        buf_addf(out, "tdkt_lane_working{lane=\"%s\"} %d\n", name, f.working);
    buf_adds(out, "# HELP tdkt_lane_waiting Requests that wait for a place.\n# TYPE tdkt_lane_waiting gauge\n");
    for (int lane = 0; place_figures(app, lane, &name, &f); lane++)
        buf_addf(out, "tdkt_lane_waiting{lane=\"%s\"} %d\n", name, f.waiting);
    buf_adds(out, "# HELP tdkt_lane_refused_total Requests refused for want of a place.\n# TYPE tdkt_lane_refused_total counter\n");
    for (int lane = 0; place_figures(app, lane, &name, &f); lane++)
        buf_addf(out, "tdkt_lane_refused_total{lane=\"%s\"} %llu\n", name, f.refused);
}

static void write_statuses(const struct app *app, struct buf *out)
{
    struct kept_status_figures f;
    kept_status_figures(app->statuses, &f);
    write_figure(out, "counter", "statuses_kept_total", "Award statuses answered from what was kept.", f.given);
    write_figure(out, "counter", "statuses_asked_total", "Times the database was asked what has changed of them.", f.asked);
}

static void write_verifier(const struct app *app, struct buf *out)
{
    struct verifier_figures v;
    verifier_figures(app->verifier, &v);
    write_figure(out, "gauge", "token_keys", "Keys that tokens are verified with.", (unsigned long long)v.keys);
    write_figure(out, "counter", "token_cache_hits_total", "Tokens found verified.", v.cache_hits);
    write_figure(out, "counter", "token_cache_misses_total", "Tokens verified anew.", v.cache_misses);
}

void metrics_write(const struct app *app, struct buf *out)
{
    write_requests(app->metrics, out);
    write_durations(app->metrics, out);
    write_refusals(app->metrics, out);
    write_pool(app, out);
    write_lanes(app, out);
    write_statuses(app, out);
    write_verifier(app, out);
}
