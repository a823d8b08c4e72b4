/*
 * crud: the generic handlers, and the stage that finds the object a request is about.
 *
 * Layer: rest. Each works on r->route->resource, a struct resource.
 */
#pragma once

#include "rest/resource.h"

struct req;
struct rows;

bool crud_list(struct req *r);
bool crud_read(struct req *r);
bool crud_create(struct req *r);
bool crud_replace(struct req *r);
bool crud_patch(struct req *r);
bool crud_delete(struct req *r);

/*
 * Before a write's body is looked at: 404 when the object (or, of a nested resource, the parent) is not there for the
 * caller; r->version otherwise. Routes without a resource pass.
 */
bool crud_find_object(struct req *r);

/* The same of the row of a resource that the path names, whatever the route's own descriptor is. */
bool crud_find_row(struct req *r, const struct resource *res);

/*
 * Adds to the problem that a refused statement has set: the field of `res` that is at fault, under the JSON pointer `at`,
 * and the state that the refusal tells (current_state, allowed). Always false.
 */
bool crud_refused(struct req *r, const struct resource *res, const char *at);

/* The same for one row of many: without the state, as the problem is about all of them. */
bool crud_refused_item(struct req *r, const struct resource *res, const char *at);

/* 200 or 201 with the row's representation, ETag and, for 201, Location. */
bool crud_reply_row(struct req *r, int status, const struct resource *res, const struct rows *rows);

/* 201 with a new row's representation, its ETag and its Location. */
bool crud_reply_made(struct req *r, const struct resource *res, const struct rows *rows, const char *location);

/* 201 after an act: the row the path names, as it stands now in the session's transaction, with its ETag. */
bool crud_reply_moved(struct req *r, const struct resource *res, const char *location);

/* The etag of a version, quotes included. */
const char *crud_etag(struct req *r, long long version);
