/* cors: see cors.h. */
#include "request/cors.h"

#include "http/reply.h"

#include <string.h>

static const char exposed[] =
    "ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy, Idempotency-Replayed, Preference-Applied, X-Request-Id, API-Version";

static bool is_listed(const char *origins, const char *origin)
{
    size_t length = strlen(origin);
    while (*origins) {
        origins += strspn(origins, ", ");
        size_t item = strcspn(origins, ", ");
        if (item == length && length && memcmp(origins, origin, length) == 0)
            return true;
        origins += item;
    }
    return false;
}

void cors_allow(struct req *r, const char *origins)
{
    const char *origin = req_header(r, "Origin");
    if (!*origins)
        return;
    reply_header(r, "Vary", "Origin");
    if (!origin || !is_listed(origins, origin))
        return;
    reply_header(r, "Access-Control-Allow-Origin", origin);
    reply_header(r, "Access-Control-Expose-Headers", exposed);
    if (r->method != HTTP_OPTIONS || !req_header(r, "Access-Control-Request-Method"))
        return;
    reply_header(r, "Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE");
    reply_header(r, "Access-Control-Allow-Headers",
                 "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Prefer, Accept-Language, traceparent");
    reply_header(r, "Access-Control-Max-Age", "600");
}

void cors_allow_all(struct req *r)
{
    reply_header(r, "Access-Control-Allow-Origin", "*");
}
