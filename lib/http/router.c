/*
 * router: see router.h. Rows of one path form a pattern. Patterns are sorted by their number of segments, then from the
 * left with literals before captures, so that the first match is the right one.
 */
#include "http/router.h"

#include "base/log.h"
#include "http/reply.h"
#include "http/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pattern {
    const char *path;
    struct span segments[REQ_MAX_SEGMENTS];
    bool is_capture[REQ_MAX_SEGMENTS];
    size_t segment_count;
    const struct route *routes[HTTP_OTHER]; /* by method; NULL: not served */
    char allow[64];
};

struct router {
    struct pattern *patterns;
    size_t count;
    size_t first[REQ_MAX_SEGMENTS + 2]; /* patterns of n segments: first[n] up to first[n + 1] */
};

/* Splits a raw path; false when it cannot match anything. */
static bool split_path(const char *path, struct span segments[static REQ_MAX_SEGMENTS], size_t *count)
{
    *count = 0;
    if (path[0] != '/')
        return false;
    if (path[1] == '\0')
        return true;
    for (const char *c = path; *c == '/';) {
        size_t length = strcspn(c + 1, "/");
        if (length == 0 || *count == REQ_MAX_SEGMENTS)
            return false;
        segments[(*count)++] = (struct span){c + 1, length};
        c += 1 + length;
    }
    return true;
}

static _Noreturn void refuse_table(const struct route *route, const char *why)
{
    log_say(LOG_ERROR, "routes", "%s %s: %s", http_method_name(route->method), route->path, why);
    abort();
}

static bool is_capture(struct span segment)
{
    return segment.length > 2 && segment.text[0] == '{' && segment.text[segment.length - 1] == '}';
}

static void read_pattern(struct pattern *p, const struct route *route)
{
    p->path = route->path;
    if (!split_path(route->path, p->segments, &p->segment_count))
        refuse_table(route, "not a path");
    for (size_t i = 0; i < p->segment_count; i++)
        p->is_capture[i] = is_capture(p->segments[i]);
}

/* Order of patterns; 0 when both match the same paths. */
static int compare_patterns(const void *left, const void *right)
{
    const struct pattern *a = left, *b = right;
    if (a->segment_count != b->segment_count)
        return a->segment_count < b->segment_count ? -1 : 1;
    for (size_t i = 0; i < a->segment_count; i++) {
        if (a->is_capture[i] != b->is_capture[i])
            return a->is_capture[i] ? 1 : -1;
        if (a->is_capture[i])
            continue;
        size_t shorter = a->segments[i].length < b->segments[i].length ? a->segments[i].length : b->segments[i].length;
        int order = memcmp(a->segments[i].text, b->segments[i].text, shorter);
        if (order || a->segments[i].length != b->segments[i].length)
            return order ? order : a->segments[i].length < b->segments[i].length ? -1 : 1;
    }
    return 0;
}

static void add_route(struct router *router, const struct route *route)
{
    struct pattern candidate = {0}, *p = NULL;
    read_pattern(&candidate, route);
    for (size_t i = 0; i < router->count && !p; i++)
        if (compare_patterns(&router->patterns[i], &candidate) == 0)
            p = &router->patterns[i];
    if (!p) {
        p = &router->patterns[router->count++];
        *p = candidate;
    }
    if (strcmp(p->path, route->path) != 0)
        refuse_table(route, "matches what another row matches");
    if (route->method >= HTTP_OTHER || !route->handle)
        refuse_table(route, "no method or no handler");
    if (p->routes[route->method])
        refuse_table(route, "stands in the table twice");
    p->routes[route->method] = route;
}

/* HEAD wherever there is GET; OPTIONS everywhere (by the contract, 405 and OPTIONS give the same list). */
static void list_methods(struct pattern *p)
{
    if (!p->routes[HTTP_HEAD])
        p->routes[HTTP_HEAD] = p->routes[HTTP_GET];
    for (int method = 0; method < HTTP_OTHER; method++) {
        if (!p->routes[method] && method != HTTP_OPTIONS)
            continue;
        size_t length = strlen(p->allow);
        snprintf(p->allow + length, sizeof p->allow - length, "%s%s", length ? ", " : "",
                 http_method_name((enum http_method)method));
    }
}

struct router *router_new(const struct route *routes, size_t count)
{
    struct router *router = calloc(1, sizeof *router);
    struct pattern *patterns = calloc(count ? count : 1, sizeof *patterns);
    if (!router || !patterns)
        abort();
    router->patterns = patterns;
    for (size_t i = 0; i < count; i++)
        add_route(router, &routes[i]);
    qsort(patterns, router->count, sizeof *patterns, compare_patterns);
    for (size_t i = 0; i < router->count; i++) {
        list_methods(&patterns[i]);
        for (size_t n = patterns[i].segment_count + 1; n < REQ_MAX_SEGMENTS + 2; n++)
            router->first[n]++;
    }
    return router;
}

void router_free(struct router *router)
{
    if (!router)
        return;
    free(router->patterns);
    free(router);
}

static bool fits(const struct pattern *p, const struct span *segments)
{
    for (size_t i = p->segment_count; i-- > 0;) { /* from the right, where paths differ most */
        if (p->is_capture[i])
            continue;
        if (p->segments[i].length != segments[i].length ||
            memcmp(p->segments[i].text, segments[i].text, segments[i].length) != 0)
            return false;
    }
    return true;
}

static bool decode_capture(struct arena *a, struct span segment, const char **out)
{
    if (percent_decode(a, segment.text, segment.length, false, out) != PERCENT_OK)
        return false;
    return !strchr(*out, '/') && strcmp(*out, ".") != 0 && strcmp(*out, "..") != 0;
}

static bool capture(const struct pattern *p, const struct span *segments, struct req *r)
{
    size_t count = 0;
    for (size_t i = 0; i < p->segment_count; i++)
        if (p->is_capture[i] && !decode_capture(r->ctx.arena, segments[i], &r->captures[count++]))
            return false;
    return true;
}

static const struct pattern *find_pattern(const struct router *router, struct req *r)
{
    struct span segments[REQ_MAX_SEGMENTS];
    size_t count;
    if (!split_path(r->path, segments, &count))
        return NULL;
    for (size_t i = router->first[count]; i < router->first[count + 1]; i++)
        if (fits(&router->patterns[i], segments))
            return capture(&router->patterns[i], segments, r) ? &router->patterns[i] : NULL;
    return NULL;
}

/* OPTIONS * asks about the server as a whole (RFC 9110 §9.3.7). */
static bool answer_for_all(struct req *r)
{
    reply_header(r, "Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    return reply_empty(r, 204);
}

bool router_match(const struct router *router, struct req *r)
{
    if (strcmp(r->path, "*") == 0)
        return answer_for_all(r);
    const struct pattern *p = find_pattern(router, r);
    if (!p)
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    r->route = r->method == HTTP_OTHER ? NULL : p->routes[r->method];
    if (r->route)
        return true;
    reply_header(r, "Allow", p->allow);
    return r->method == HTTP_OPTIONS ? reply_empty(r, 204) : fail(&r->ctx, PROBLEM_METHOD_NOT_ALLOWED);
}
