/* openapi: see openapi.h. */
#include "program/openapi.h"

#include "base/arena.h"
#include "base/buf.h"
#include "http/negotiate.h"
#include "http/reply.h"
#include "program/embedded.h"
#include "request/cors.h"

#include <string.h>

enum { PROBLEM_MAX = 256 * 1024 };

static bool reply_file(struct req *r, const char *type, const struct embedded *file)
{
    const char *etag = arena_printf(r->ctx.arena, "\"%.16s\"", file->sha256);
    cors_allow_all(r);
    reply_header(r, "Cache-Control", "public, max-age=300");
    reply_header(r, "ETag", etag);
    if (if_none_match(req_header(r, "If-None-Match"), etag) == TAG_MATCH)
        return reply_empty(r, 304);
    r->reply.is_constant = true;
    return reply_with(r, 200, type, file->text, file->length);
}

bool openapi_yaml(struct req *r)
{
    return reply_file(r, "application/yaml; charset=utf-8", &embedded_openapi_yaml);
}

bool openapi_json(struct req *r)
{
    return reply_file(r, "application/json; charset=utf-8", &embedded_openapi_json);
}

static bool reply_page(struct req *r, const struct embedded *page)
{
    reply_header(r, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    return reply_file(r, "text/html; charset=utf-8", page);
}

bool openapi_docs(struct req *r)
{
    return reply_page(r, &embedded_openapi_docs);
}

bool openapi_docs_page(struct req *r)
{
    for (size_t i = 0; i < embedded_page_count; i++)
        if (strcmp(embedded_pages[i].name, r->captures[0]) == 0)
            return reply_page(r, &embedded_pages[i]);
    return fail(&r->ctx, PROBLEM_NOT_FOUND);
}

static void add_rules(struct buf *out, const char *slug)
{
    for (size_t i = 0; i < embedded_rule_count; i++)
        if (strcmp(embedded_rules[i].name, slug) == 0)
            buf_addf(out, ",\"rules\":%s", embedded_rules[i].text);
}

static bool reply_problem(struct req *r, enum problem_kind kind)
{
    struct buf *out = buf_new(r->ctx.arena, PROBLEM_MAX);
    buf_addf(out, "{\"slug\":\"%s\",\"status\":%d,\"title_vi\":", problem_slug(kind), problem_status(kind));
    buf_adds_json(out, problem_title(kind, LANG_VI));
    buf_adds(out, ",\"title_en\":");
    buf_adds_json(out, problem_title(kind, LANG_EN));
    add_rules(out, problem_slug(kind));
    buf_addc(out, '}');
    cors_allow_all(r);
    return reply_buf(r, 200, out);
}

bool problem_read(struct req *r)
{
    for (enum problem_kind kind = PROBLEM_NONE + 1; kind < PROBLEM_KINDS; kind++)
        if (strcmp(problem_slug(kind), r->captures[0]) == 0)
            return reply_problem(r, kind);
    return fail(&r->ctx, PROBLEM_NOT_FOUND);
}
