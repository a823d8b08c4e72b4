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
 * Runs before the body of a write is read: 404 when the object (for a list of a nested resource, the parent) is not visible
 * to the caller. Sets r->version for a write to an object. Routes without a resource pass.
 */
bool crud_find_object(struct req *r);

/* The same for the row of `res` that the path names; the route's own descriptor may be another. */
bool crud_find_row(struct req *r, const struct resource *res);

/*
 * Adds to the problem that a refused statement has set: the field of `res` that is at fault, under the JSON pointer `at`,
 * and the state that the refusal tells (current_state, allowed). Always false.
 */
bool crud_refused(struct req *r, const struct resource *res, const char *at);

/* The same for one row of many: without the state, as the problem is about all of them. */
bool crud_refused_item(struct req *r, const struct resource *res, const char *at);

/* 200 or 201 with the row, its ETag and, for 201, its Location. */
bool crud_reply_row(struct req *r, int status, const struct resource *res, const struct rows *rows);

/* 201 with a new row, its ETag and its Location. */
bool crud_reply_made(struct req *r, const struct resource *res, const struct rows *rows, const char *location);

/* 201 after an act, with the row that the path names as it is now in the session's transaction, and its ETag. */
bool crud_reply_acted(struct req *r, const struct resource *res, const char *location);

/* The etag of a version, quotes included. */
const char *crud_etag(struct req *r, long long version);
