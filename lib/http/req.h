/*
 * req: one HTTP request on its walk through the service, and the reply it gathers.
 *
 * Layer: http. Made by the adapter (server_request.c), which releases it; everything in it lives in ctx.arena and dies with the
 * request. Handlers read it; only stages fill it. Nothing here names Ulfius or libmicrohttpd.
 */
#pragma once

#include "base/ctx.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OPTIONS, HTTP_OTHER };

enum { REQ_MAX_SEGMENTS = 8, REQ_MAX_PARAMS = 40, REPLY_MAX_HEADERS = 40 };

struct session;

struct header {
    const char *name, *value;
};

/* A query parameter, percent-decoded, valid UTF-8, without NUL. "field[gte]" stays as it is in `name`. */
struct param {
    const char *name, *value;
};

struct reply {
    int status; /* 0: not answered yet */
    const char *content_type;
    const char *body; /* NULL: none */
    size_t length;
    struct header headers[REPLY_MAX_HEADERS];
    size_t header_count;
    bool is_constant; /* the body is part of the program, and takes no memory */
    bool close; /* answer with Connection: close */
};

struct req {
    struct ctx ctx; /* first: a struct req * is told apart by type, the problem is ctx.problem */

    /* from the wire, by the adapter */
    enum http_method method;
    const char *target; /* raw, as sent: path and query */
    const char *path;   /* raw, up to '?' */
    const struct header *headers;
    size_t header_count;
    const char *body; /* NUL-terminated copy; length counts bytes before it; NULL at the headers */
    size_t body_length;
    bool body_too_large; /* body is then empty: refusing it with 413 is the pipeline's, after 404, 405, 401 and 403 */
    int socket;       /* the caller's; -1: none is known */
    const char *peer; /* client address as text, after the trusted-proxy rule */
    const char *scheme, *host; /* of links: what a trusted proxy says its caller used; NULL: it says nothing */
    uint64_t started_ns;

    /* by the stages */
    const struct route *route; /* NULL before routing */
    const char *captures[REQ_MAX_SEGMENTS]; /* the {…} segments, decoded, in order */
    struct param params[REQ_MAX_PARAMS];
    size_t param_count;

    void *app;               /* the service: what the api layer hangs on the server */
    struct session *session; /* who asks and their way to the database (rest/session.h); NULL before authentication */
    const char *media_type;  /* the one of the route's types that the answer has; NULL before it is negotiated */
    void *found;             /* what the route's own `find` found, for its handler; NULL otherwise */
    long long version;       /* of the object a write is about, as the object stage read it; 0 before */
    void *json;              /* the parsed body (Jansson's tree); NULL before, and where no body is expected */

    struct reply reply;
};

/* The only value of a header, in any case of its name; NULL when absent. Repeats of sensitive ones are refused earlier. */
const char *req_header(const struct req *r, const char *name);

/* The value of a query parameter; NULL when absent. Repeats are refused by query_parse(). */
const char *req_param(const struct req *r, const char *name);

/* Has the caller closed its end? Then nobody waits for the answer. */
bool req_caller_is_gone(const struct req *r);

const char *http_method_name(enum http_method method);
