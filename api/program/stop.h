/*
 * stop: from the signal to the last answer. First the service is "not ready" for TDKT_DRAIN_DELAY seconds. Then it takes no new
 * connections, and requests in flight have TDKT_DRAIN_TIMEOUT seconds to end. Those that are left are stopped in the database and
 * undone, and their answers say so.
 *
 * Layer: api. Called by serve.c, once.
 */
#pragma once

#include <signal.h>

struct app;
struct server;

enum { STATUS_CUT = 74 }; /* the exit status when some requests were stopped at the deadline */

/* `signals` must be blocked; a second signal ends the delay. Stops both servers. Returns the exit status. */
int stop(struct app *app, struct server *api, struct server *admin, const sigset_t *signals);
