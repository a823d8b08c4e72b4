/*
 * routes: the table of every endpoint (routes.c).
 *
 * Layer: api.
 */
#pragma once

#include "http/router.h"

#include <stdio.h>

extern const struct route routes[], admin_routes[];
extern const size_t route_count, admin_route_count;

/* One line per route: method, path, operation, roles, query parameters, table; for the tests that compare it with other lists. */
void routes_print(FILE *out);
