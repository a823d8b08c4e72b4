/* The raw target: routing and the query parser. */
#include "base/arena.h"
#include "fuzz.h"
#include "http/query_string.h"
#include "http/router.h"

#include <stdlib.h>
#include <string.h>

static bool never_called(struct req *r)
{
    (void)r;
    return true;
}

static const struct route table[] = {
    {.method = HTTP_GET, .path = "/v1/units", .operation = "a", .handle = never_called},
    {.method = HTTP_GET, .path = "/v1/units/{id}", .operation = "b", .handle = never_called},
    {.method = HTTP_POST, .path = "/v1/units/lookup", .operation = "c", .handle = never_called},
    {.method = HTTP_PUT, .path = "/v1/clusters/{id}/members/{member_id}", .operation = "d", .handle = never_called},
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena *a = arena_new();
    struct req *r = arena_zero(a, sizeof *r);
    struct router *router = router_new(table, sizeof table / sizeof *table);
    ctx_init(&r->ctx, a);
    r->target = arena_strndup(a, (const char *)bytes, length);
    r->path = arena_strndup(a, r->target, strcspn(r->target, "?"));
    router_match(router, r);
    query_parse(r);
    for (size_t i = 0; i < r->param_count; i++)
        if (!*r->params[i].name || !r->params[i].value)
            abort();
    router_free(router);
    arena_free(a);
    return 0;
}
