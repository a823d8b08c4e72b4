/*
 * serve: the running service from start to drain.
 *
 * Layer: api.
 */
#pragma once

/* `tdkt serve`. Returns the exit status. */
int serve(void);
