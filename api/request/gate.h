/*
 * gate: nothing is served before the database has passed its checks.
 *
 * Layer: api. A database that is away does not end a start: it will be back, and is checked then. One whose schema is
 * behind may be waited for (TDKT_WAIT_FOR_SCHEMA). Meanwhile requests that need the database get 503, and /readyz says
 * why.
 */
#pragma once

struct app;
struct findings;

enum gate { GATE_OPENS, GATE_WAITS, GATE_REFUSES };

/* What these findings mean for a service that started with the app. */
enum gate gate_judge(const struct app *app, const struct findings *findings);

/* Opens the service, or tells readiness what it waits for. */
enum gate gate_enter(struct app *app, struct findings *findings);

/* Checks the database once more, then as above; `findings` is filled anew. */
enum gate gate_retry(struct app *app, struct findings *findings);
