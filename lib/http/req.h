/*
 * req: one HTTP request on its way through the service, and its reply.
 *
 * Layer: http. The adapter (server*.c) makes and releases it; everything in it lives in ctx.arena and dies with the request. The
 * adapter and the stages fill it; handlers read it and fill the reply. Nothing here names Ulfius or libmicrohttpd.
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
    struct ctx ctx; /* memory, language and problem */

    /* from the message, by the adapter */
    enum http_method method;
    const char *target; /* raw, as sent: path and query */
    const char *path;   /* raw, up to '?' */
    const struct header *headers;
    size_t header_count;
    const char *body; /* a copy, with a NUL behind its body_length bytes; NULL while only the headers have come */
    size_t body_length;
    bool body_too_large; /* body is then empty; the pipeline refuses it with 413, after 404, 405, 401 and 403 */
    int socket;       /* the caller's; -1: not known */
    const char *peer; /* client address as text, after the trusted-proxy rule */
    const char *scheme, *host; /* for links: from a trusted proxy or an absolute target; NULL: neither names it */
    uint64_t started_ns;

    /* by the stages */
    const struct route *route; /* NULL before routing */
    const char *captures[REQ_MAX_SEGMENTS]; /* the {…} segments, decoded, in order */
    struct param params[REQ_MAX_PARAMS];
    size_t param_count;

    void *app;               /* the service: what the api layer gave to the server */
    struct session *session; /* the caller and the access to the database (rest/session.h); NULL before authentication */
    const char *media_type;  /* the route's type that the answer has; NULL before it is negotiated */
    void *found;             /* what the route's own `find` found, for its handler; NULL otherwise */
    long long version;       /* of the object to be written, read by the stage that finds it; 0 before */
    void *json;              /* the parsed body (Jansson's tree); NULL before, and when no body is expected */

    struct reply reply;
};

/* The value of a header, its name in any case; several lines are joined by commas. NULL: absent. See framing.c for those that come once. */
const char *req_header(const struct req *r, const char *name);

/* The value of a query parameter; NULL when absent. Repeats are refused by query_parse(). */
const char *req_param(const struct req *r, const char *name);

/* True: the caller has closed its end, and nobody waits for the answer. */
bool req_caller_is_gone(const struct req *r);

const char *http_method_name(enum http_method method);
