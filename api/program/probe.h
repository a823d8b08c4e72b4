/*
 * probe: asks a running instance whether it is ready, for a container's health check.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* True when GET /readyz at the admin address answers 200 within two seconds. */
bool probe_ready(const char *admin_listen, char *why, size_t why_size);
