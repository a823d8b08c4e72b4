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

/* One line a route: method, path, operation, roles, query parameters; for the test that compares with openapi.yaml. */
void routes_print(FILE *out);
