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

/* The same of the row of a resource that the path names, whatever the route's own descriptor is. */
bool crud_find_row(struct req *r, const struct resource *res);

/* Turns what the database refused (db.violated) into field errors of the resource; the problem is set already. */
bool crud_refused(struct req *r, const struct resource *res, const char *at);

/* 200 or 201 with the row's representation, ETag and, for 201, Location. */
bool crud_reply_row(struct req *r, int status, const struct resource *res, const struct rows *rows);

/* 201 with a new row, its ETag and its Location. */
bool crud_reply_made(struct req *r, const struct resource *res, const struct rows *rows, const char *location);

/* 201 after an act, with the row that the path names as it is now in the session's transaction, and its ETag. */
bool crud_reply_moved(struct req *r, const struct resource *res, const char *location);

/* The etag of a version, quotes included. */
const char *crud_etag(struct req *r, long long version);
