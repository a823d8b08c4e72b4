/*
 * metrics: counters of the running service, in Prometheus' text format.
 *
 * Layer: api. Thread-safe; counting costs a few atomic additions.
 */
#pragma once

#include "http/req.h"

struct app;
struct buf;
struct metrics;

struct metrics *metrics_new(void);
void metrics_free(struct metrics *metrics);

/* Counts one answered request; fits struct server_config. */
void metrics_observe(const struct req *r, int status, uint64_t duration_ns);

/* Counts one refused token, by its verdict. */
void metrics_count_refusal(struct metrics *metrics, int verdict);

/* Writes all metrics, with those of the pool, the lanes, the kept statuses and the token verifier. */
void metrics_write(const struct app *app, struct buf *out);
