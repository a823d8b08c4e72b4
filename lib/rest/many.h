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
 * 201 with {"items": […]}, the new rows in the order of the bodies. An item is what crud_create() takes; for a nested resource
 * whose parent the path does not name, it has the parent's column too. If one is refused, nothing is written, and the problem has
 * all errors with a pointer into their item ("/items/3/points"): those of the bodies or, if there are none, those of the database
 * (rest/items.h). False: the problem is set.
 */
bool crud_create_many(struct req *r);
