/*
 * many: several rows of a resource in one request: {"items": […]} of create bodies, all or nothing.
 *
 * Layer: rest. Works on r->route->resource, a struct resource.
 */
#pragma once

#include <stdbool.h>

struct req;

enum { MANY_MAX_ITEMS = 500 };

/*
 * 201 with {"items": […]}, the representations in the order of the bodies. An item is what crud_create() takes; of a nested
 * resource whose parent the path does not name, it holds the parent's column too. Refused, nothing is written, and every
 * error is told at once with a pointer into its item ("/items/3/points"): first those of the bodies, then those of the
 * database, found by trying the others again. False: the problem is set.
 */
bool crud_create_many(struct req *r);
