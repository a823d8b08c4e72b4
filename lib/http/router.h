/*
 * router: the table of endpoints, and finding the row for a raw path.
 *
 * Layer: http. A path is literal segments and "{name}" segments: "/v1/clusters/{id}/members/{member_id}". A literal wins
 * over a capture. Trailing slash, double slash, dot segments, an encoded slash or a bad escape match nothing: 404.
 */
#pragma once

#include "http/req.h"

/* What a handler may count on: a route carries its demands, so that a handler never sees an unvalidated request. */
enum route_body { BODY_NONE, BODY_JSON, BODY_MERGE_PATCH };

struct route {
    enum http_method method; /* GET also serves HEAD */
    const char *path;
    const char *operation;   /* operationId in openapi.yaml */
    unsigned roles;          /* bits of the api layer's roles; 0: public, no token asked for */
    enum route_body body;
    bool needs_if_match;
    bool is_short;             /* reads one record by its key, and has put nothing into its answer before it has it */
    bool is_report;            /* a document made of much: few are made at a time */
    bool is_list;              /* its query parameters are those of a list of its resource */
    const char *const *params; /* query parameters it knows, NULL-terminated; NULL: none. Ask the handler's own for more */
    const char *const *produces; /* media types of its answer, best first, NULL-terminated; NULL: application/json alone */
    const void *resource;      /* the descriptor a generic handler works on; NULL for hand-written ones */
    bool (*find)(struct req *r); /* finds the object a request is about, or refuses; NULL: crud_find_object */
    bool (*handle)(struct req *r);
    void (*find_kept)(struct req *r); /* an answer that is kept ready, for which no place among those who ask the database is
                                         needed, as the session then says; NULL: none ever is */
};

struct router;

/* Checks the table (duplicate rows, bad paths abort with a message) and prepares it. The table is borrowed. */
struct router *router_new(const struct route *routes, size_t count);
void router_free(struct router *router);

/*
 * Sets r->route and r->captures. 404, 405 (with Allow), or, for OPTIONS on a known path, answers 204 with Allow and
 * leaves r->route NULL. False: a problem is set. True with r->reply.status != 0: already answered.
 */
bool router_match(const struct router *router, struct req *r);
