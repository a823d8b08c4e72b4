/*
 * router: the table of endpoints, and the search for the row of a raw path.
 *
 * Layer: http. A path is literal segments and "{name}" segments: "/v1/clusters/{id}/members/{member_id}". A literal wins
 * over a capture. Trailing slash, double slash, dot segments, an encoded slash or a bad escape match nothing: 404.
 */
#pragma once

#include "http/req.h"

/* A route says what its request must have. The stages check it before they call the handler. */
enum route_body { BODY_NONE, BODY_JSON, BODY_MERGE_PATCH };

struct route {
    enum http_method method; /* GET also serves HEAD */
    const char *path;
    const char *operation;   /* operationId in openapi.yaml */
    unsigned roles;          /* bits of the api layer's roles; 0: public, no token asked for */
    enum route_body body;
    bool needs_if_match;
    bool is_short;             /* reads one record by its key; may run twice, so it adds nothing to the reply before it has the record */
    bool is_report;            /* a large document: few are made at the same time */
    bool is_counted;           /* public, but it asks the database: its callers are told apart by their addresses */
    bool is_list;              /* its query parameters are those of a list of its resource */
    const char *const *params; /* query parameters of a route that is not a list, NULL-terminated; NULL: none */
    const char *const *produces; /* media types of its answer, best first, NULL-terminated; NULL: application/json alone */
    const void *resource;      /* the descriptor that a generic handler works on; NULL for hand-written handlers */
    bool (*find)(struct req *r); /* finds the object of a request, or refuses; NULL: crud_find_object */
    bool (*handle)(struct req *r);
    void (*find_kept)(struct req *r); /* sets session->kept if an answer is kept ready: the request then needs no place for the
                                         database; NULL: none is ever kept */
};

struct router;

/* Checks the table (duplicate rows, bad paths abort with a message) and prepares it. The table is borrowed. */
struct router *router_new(const struct route *routes, size_t count);
void router_free(struct router *router);

/*
 * Sets r->route and r->captures. False: the problem is set, 404 or 405 (with Allow). For OPTIONS on a known path it answers 204
 * with Allow and leaves r->route NULL: true, and r->reply.status is not 0.
 */
bool router_match(const struct router *router, struct req *r);
