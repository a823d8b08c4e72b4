/* access_log: see access_log.h. */
#include "http/access_log.h"

#include "base/buf.h"
#include "base/log.h"
#include "http/router.h"

#include <inttypes.h>
#include <string.h>

enum { LINE_BYTES = 4096, PATH_BYTES = 256, TRACE_ID_BYTES = 32 };

static const char hex_digits[] = "0123456789abcdef";

/* The trace-id of a W3C traceparent "00-<32 hex>-<16 hex>-<2 hex>"; NULL when it is not one. */
static const char *trace_id(const char *traceparent)
{
    if (!traceparent || strspn(traceparent, hex_digits) != 2 || strncmp(traceparent, "ff", 2) == 0)
        return NULL;
    const char *id = traceparent + 3;
    if (traceparent[2] != '-' || strspn(id, hex_digits) != TRACE_ID_BYTES || strspn(id, "0") == TRACE_ID_BYTES)
        return NULL;
    const char *parent = id + TRACE_ID_BYTES + 1;
    if (parent[-1] != '-' || strspn(parent, hex_digits) != 16 || parent[16] != '-')
        return NULL;
    return strspn(parent + 17, hex_digits) == 2 ? id : NULL;
}

static void add_text(struct buf *line, const char *name, const char *text, size_t most)
{
    if (!text)
        return;
    buf_add(line, ",\"", 2);
    buf_adds(line, name);
    buf_add(line, "\":", 2);
    buf_add_json(line, text, strnlen(text, most));
}

static void add_problem(struct buf *line, const struct problem *p)
{
    if (p->kind == PROBLEM_NONE)
        return;
    add_text(line, "problem", problem_slug(p->kind), PATH_BYTES);
    add_text(line, "reason", p->log, LINE_BYTES / 2);
}

void access_log_write(const struct req *r, uint64_t duration_ns)
{
    struct buf line;
    buf_init(&line, r->ctx.arena, LINE_BYTES);
    buf_addf(&line, "\"method\":\"%s\"", http_method_name(r->method));
    add_text(&line, "path", r->route ? r->route->path : "(no route)", PATH_BYTES);
    add_text(&line, "operation", r->route ? r->route->operation : NULL, PATH_BYTES);
    buf_addf(&line, ",\"status\":%d,\"duration_us\":%" PRIu64 ",\"bytes\":%zu", r->reply.status, duration_ns / 1000,
             r->reply.length);
    add_text(&line, "request_id", r->ctx.request_id, PATH_BYTES);
    add_text(&line, "trace_id", trace_id(req_header(r, "traceparent")), TRACE_ID_BYTES);
    add_text(&line, "peer", r->peer, PATH_BYTES);
    add_problem(&line, &r->ctx.problem);
    log_event(r->reply.status >= 500 ? LOG_ERROR : LOG_INFO, "request", line.text);
}
