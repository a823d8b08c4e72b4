/* reply: see reply.h. The headers of every answer stand here and nowhere else. */
#include "http/reply.h"

#include "base/arena.h"
#include "base/buf.h"
#include "http/text.h"

#include <string.h>
#include <strings.h>

enum {
    RETRY_LATER_S = 2, /* when the problem does not say */
    OWN_HEADERS = 14, /* places kept for reply_finish() */
    PROBLEM_BYTES = 64 * 1024,
};

bool reply_with(struct req *r, int status, const char *content_type, const char *body, size_t length)
{
    r->reply.status = status;
    r->reply.content_type = content_type;
    r->reply.body = body;
    r->reply.length = length;
    return true;
}

bool reply_json(struct req *r, int status, const char *body, size_t length)
{
    return reply_with(r, status, "application/json", body, length);
}

bool reply_buf_as(struct req *r, int status, const char *content_type, const struct buf *body)
{
    if (body->overflow)
        return fault(&r->ctx, PROBLEM_INTERNAL, "answer larger than %zu bytes", body->ceiling);
    return reply_with(r, status, content_type, body->text, body->length);
}

bool reply_buf(struct req *r, int status, const struct buf *body)
{
    return reply_buf_as(r, status, "application/json", body);
}

bool reply_empty(struct req *r, int status)
{
    return reply_with(r, status, NULL, NULL, 0);
}

static struct header *find_header(struct reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (strcasecmp(reply->headers[i].name, name) == 0)
            return &reply->headers[i];
    return NULL;
}

static void set_header(struct reply *reply, const char *name, const char *value)
{
    struct header *header = find_header(reply, name);
    if (!header)
        header = &reply->headers[reply->header_count++];
    *header = (struct header){name, value};
}

static void set_default(struct reply *reply, const char *name, const char *value)
{
    if (!find_header(reply, name))
        set_header(reply, name, value);
}

void reply_header(struct req *r, const char *name, const char *value)
{
    if (!is_token(name) || !is_printable(value) || r->reply.header_count >= REPLY_MAX_HEADERS - OWN_HEADERS)
        fault(&r->ctx, PROBLEM_INTERNAL, "header %s cannot be sent", name);
    else
        set_header(&r->reply, name, value);
}

/* RFC 6750 §3: the characters of an error_description. */
static bool is_description(const char *text)
{
    for (; *text; text++)
        if (*text < 0x20 || *text > 0x7e || *text == '"' || *text == '\\')
            return false;
    return true;
}

/* RFC 6750 §3: a challenge has at least one parameter; the error is named only when a credential was sent. */
static const char *challenge(const struct req *r)
{
    const struct problem *p = &r->ctx.problem;
    const char *error = p->kind == PROBLEM_INVALID_TOKEN ? "invalid_token" : "insufficient_scope";
    if (p->kind == PROBLEM_UNAUTHENTICATED)
        return "Bearer realm=\"api\"";
    if (p->kind != PROBLEM_INVALID_TOKEN && p->kind != PROBLEM_FORBIDDEN)
        return NULL;
    if (!p->detail_en || !is_description(p->detail_en))
        return arena_printf(r->ctx.arena, "Bearer realm=\"api\", error=\"%s\"", error);
    return arena_printf(r->ctx.arena, "Bearer realm=\"api\", error=\"%s\", error_description=\"%s\"", error, p->detail_en);
}

static bool is_listed(const char *list, const char *name)
{
    struct span item;
    while (list_next(&list, ',', &item))
        if (span_is(item, name))
            return true;
    return false;
}

void reply_vary(struct req *r, const char *name)
{
    const struct header *vary = find_header(&r->reply, "Vary");
    if (vary && is_listed(vary->value, name))
        return;
    set_header(&r->reply, "Vary", vary ? arena_printf(r->ctx.arena, "%s, %s", vary->value, name) : name);
}

static void answer_problem(struct req *r)
{
    const struct problem *p = &r->ctx.problem;
    const char *bearer = challenge(r);
    struct buf body;
    buf_init(&body, r->ctx.arena, PROBLEM_BYTES);
    problem_write(&r->ctx, r->path, &body);
    reply_with(r, problem_status(p->kind), "application/problem+json", body.text, body.length);
    if (bearer)
        set_header(&r->reply, "WWW-Authenticate", bearer);
    int retry_after = p->kind == PROBLEM_UNAVAILABLE && !p->retry_after ? RETRY_LATER_S : p->retry_after;
    if (retry_after)
        set_header(&r->reply, "Retry-After", arena_printf(r->ctx.arena, "%d", retry_after));
    set_header(&r->reply, "Cache-Control", "no-store"); /* also when the handler has set another value */
    set_header(&r->reply, "Content-Language", r->ctx.lang == LANG_EN ? "en" : "vi");
    reply_vary(r, "Accept-Language");
}

static void drop_body(struct reply *reply)
{
    if (reply->status != 204 && reply->status != 304)
        return;
    reply->content_type = NULL;
    reply->body = NULL;
    reply->length = 0;
}

void reply_finish(struct req *r)
{
    struct reply *reply = &r->reply;
    if (!has_failed(&r->ctx) && reply->status == 0)
        fault(&r->ctx, PROBLEM_INTERNAL, "nobody answered");
    if (has_failed(&r->ctx))
        answer_problem(r);
    drop_body(reply);
    set_header(reply, "X-Request-Id", r->ctx.request_id);
    set_header(reply, "API-Version", API_VERSION);
    set_default(reply, "Cache-Control", "no-store");
    set_default(reply, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    set_header(reply, "X-Content-Type-Options", "nosniff");
    set_header(reply, "X-Frame-Options", "DENY");
    set_header(reply, "Referrer-Policy", "no-referrer");
    if (reply->close)
        set_header(reply, "Connection", "close");
}
