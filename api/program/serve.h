/*
 * serve: the running service from start to drain.
 *
 * Layer: api.
 */
#pragma once

/* `tdkt serve`: the exit status. */
int serve(void);
