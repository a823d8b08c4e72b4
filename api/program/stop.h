/*
 * stop: from the signal to the last answer. First not ready, for TDKT_DRAIN_DELAY seconds; then no new connections, and
 * TDKT_DRAIN_TIMEOUT seconds for the requests in flight; then what is left is stopped in the database, undone, and
 * answered so.
 *
 * Layer: api. Called by serve.c, once.
 */
#pragma once

#include <signal.h>

struct app;
struct server;

enum { STATUS_CUT = 74 }; /* the exit status of a stop that did not let every request end in its own time */

/* `signals` are blocked; one more of them ends the delay. Ends both servers. Returns the exit status. */
int stop(struct app *app, struct server *api, struct server *admin, const sigset_t *signals);
