/*
 * probe: asks a running instance whether it is ready, for a container's health check.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* True: GET /readyz at the admin address answers 200. Each socket call waits at most two seconds. Otherwise `why` is one line. */
bool probe_ready(const char *admin_listen, char *why, size_t why_size);
