/* http_support: a new struct req for each case of a table. */
#pragma once

#include "http/req.h"

#include "base/arena.h"

#include <string.h>

static inline struct req *req_new(const char *target)
{
    struct arena *a = arena_new();
    struct req *r = arena_zero(a, sizeof *r);
    ctx_init(&r->ctx, a);
    r->method = HTTP_GET;
    r->target = target;
    r->path = arena_strndup(a, target, strcspn(target, "?"));
    r->peer = "192.0.2.1";
    return r;
}

static inline void req_free(struct req *r)
{
    arena_free(r->ctx.arena);
}
