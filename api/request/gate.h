/*
 * gate: nothing is served before the database has passed its checks.
 *
 * Layer: api. If the database is away, the service starts and checks the database when it is back. If the schema is behind, the
 * service may wait for it (TDKT_WAIT_FOR_SCHEMA). Until then requests that need the database get 503, and /readyz says why.
 */
#pragma once

struct app;
struct findings;

enum gate { GATE_OPENS, GATE_WAITS, GATE_REFUSES };

/* What the findings mean: open, wait or refuse. Waiting for a schema depends on how long ago the service started. */
enum gate gate_judge(const struct app *app, const struct findings *findings);

/* Opens the service, or tells readiness what it waits for. */
enum gate gate_enter(struct app *app, struct findings *findings);

/* Checks the database again, then calls gate_enter(). Overwrites `findings`. */
enum gate gate_retry(struct app *app, struct findings *findings);
