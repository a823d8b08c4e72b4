/*
 * server_request: turns a request from the library's form into ours, calls answer(), and turns the reply back. Every
 * request that can be read takes this one way; server_refuse_unread() answers the others.
 */
#include "http/server_private.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/uuid.h"
#include "http/access_log.h"
#include "http/negotiate.h"
#include "http/reply.h"

#include <string.h>

enum { SENT_WHOLE = 32 * 1024, SENT_PART = 16 * 1024 };

struct gathering {
    struct arena *arena;
    struct header *next;
    size_t bytes; /* of the lines of these headers */
};

/* Name and value point into the line as it came: only the colon and blanks are between them. */
static enum MHD_Result copy_header(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_size,
                                   const char *value, size_t value_size)
{
    struct gathering *g = cls;
    (void)kind;
    g->bytes += (uintptr_t)value + value_size - (uintptr_t)name + strlen("\r\n");
    while (value_size && strchr(" \t", value[value_size - 1]))
        value_size--;
    g->next->name = arena_strndup(g->arena, name, name_size);
    g->next->value = value ? arena_strndup(g->arena, value, value_size) : "";
    g->next++;
    return MHD_YES;
}

/* Returns how many bytes the lines of the headers have. */
static size_t gather_headers(struct req *r, struct MHD_Connection *connection)
{
    r->header_count = (size_t)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, NULL, NULL);
    struct header *headers = arena_alloc(r->ctx.arena, (r->header_count + 1) * sizeof *headers);
    struct gathering g = {r->ctx.arena, headers, 0};
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, copy_header, &g);
    r->headers = headers;
    return g.bytes;
}

struct message server_read_message(struct req *r, const struct job *job)
{
    struct message m = {job->method, server_raw_target(job->message), job->version, false};
    size_t bytes = gather_headers(r, job->connection) + strlen("  \r\n\r\n");
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(job->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    m.is_whole = info && info->header_size == bytes + strlen(m.method) + strlen(m.target) + strlen(m.version);
    return m;
}

static void read_peer(struct req *r, struct MHD_Connection *connection, const struct proxies *proxies)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    r->peer = peer_text(r->ctx.arena, info ? info->client_addr : NULL);
    peer_forwarded(r, proxies);
}

/*
 * Ulfius cut a body over the limit one byte after the limit, or did not read it when Content-Length announced it. The connection
 * then closes, because what still comes is not a request.
 */
static void read_body(struct req *r, const struct _u_request *request, size_t limit)
{
    const char *length = req_header(r, "Content-Length");
    bool is_announced = length && strtoull(length, NULL, 10) > limit;
    r->body_too_large = request->binary_body_length > limit || is_announced;
    r->reply.close = r->reply.close || is_announced;
    r->body_length = r->body_too_large ? 0 : request->binary_body_length;
    char *body = arena_alloc(r->ctx.arena, r->body_length + 1);
    if (r->body_length)
        memcpy(body, request->binary_body, r->body_length);
    body[r->body_length] = '\0';
    r->body = body;
}

static struct req *new_request(const struct server *server)
{
    struct arena *a = arena_new();
    struct req *r = arena_zero(a, sizeof *r);
    char *request_id = arena_alloc(a, UUID_TEXT);
    ctx_init(&r->ctx, a);
    uuid_new(request_id);
    r->ctx.request_id = request_id;
    r->started_ns = clock_ns();
    r->app = server->config.app;
    r->socket = -1;
    return r;
}

/* The caller's address and language. */
static void read_caller(struct req *r, const struct server *server, struct MHD_Connection *connection)
{
    read_peer(r, connection, &server->proxies);
    r->ctx.lang = negotiate_lang(req_header(r, "Accept-Language"));
}

void server_make_request(struct job *job)
{
    const struct server *server = job->loop->server;
    struct req *r = job->request = new_request(server);
    r->socket = MHD_get_connection_info(job->connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    struct message message = server_read_message(r, job);
    read_caller(r, server, job->connection);
    job->is_sound = framing_check(r, &message);
    if (server->config.greet)
        server->config.greet(r);
}

void server_read_body(struct job *job)
{
    if (job->is_sound && !job->is_refused)
        read_body(job->request, job->message, job->loop->server->config.body_limit);
}

static ssize_t send_part(void *job, uint64_t offset, char *out, size_t most)
{
    const struct reply *reply = &((struct job *)job)->request->reply;
    size_t left = reply->length - (size_t)offset, part = left < most ? left : most;
    memcpy(out, reply->body + offset, part);
    return (ssize_t)part;
}

/* Large answers are sent from where they are; otherwise Ulfius and the library would each copy them. */
static bool send_body(struct job *job, struct _u_response *response)
{
    const struct reply *reply = &job->request->reply;
    if (reply->length < SENT_WHOLE) {
        ulfius_set_binary_body_response(response, (unsigned)reply->status, reply->body, reply->length);
        return false;
    }
    if (!reply->is_constant)
        server_hold(job, reply->length);
    ulfius_set_stream_response(response, (unsigned)reply->status, send_part, NULL, reply->length, SENT_PART, job);
    return true;
}

bool server_send_reply(struct job *job, struct _u_response *response)
{
    const struct reply *reply = &job->request->reply;
    for (size_t i = 0; i < reply->header_count; i++)
        u_map_put(response->map_header, reply->headers[i].name, reply->headers[i].value);
    if (reply->content_type)
        u_map_put(response->map_header, "Content-Type", reply->content_type);
    if (reply->body)
        return send_body(job, response);
    response->status = reply->status;
    return false;
}

static void report(const struct req *r, const struct server_config *config)
{
    uint64_t duration = clock_ns() - r->started_ns;
    if (config->log_requests)
        access_log_write(r, duration);
    if (config->observe)
        config->observe(r, r->reply.status, duration);
}

/* Completes the answer. The function that sends it frees the request. */
static void finish(struct req *r, const struct server *server)
{
    if (atomic_load(&server->draining))
        r->reply.close = true;
    reply_finish(r);
}

void server_answer(void *pointer)
{
    struct job *job = pointer;
    struct req *r = job->request;
    const struct server *server = job->loop->server;
    if (job->is_sound && !job->is_refused)
        server->config.answer(r);
    finish(r, server);
    report(r, &server->config);
}

static struct MHD_Response *response_of(const struct reply *reply)
{
    union { /* copied, though the parameter does not say so */
        const char *ours;
        void *theirs;
    } body = {reply->body};
    struct MHD_Response *response = MHD_create_response_from_buffer(reply->length, body.theirs, MHD_RESPMEM_MUST_COPY);
    for (size_t i = 0; response && i < reply->header_count; i++)
        MHD_add_response_header(response, reply->headers[i].name, reply->headers[i].value);
    if (response)
        MHD_add_response_header(response, "Content-Type", reply->content_type);
    return response;
}

struct MHD_Response *server_refuse_unread(const struct server *server, struct MHD_Connection *connection,
                                          const struct unread *why, unsigned *status)
{
    struct req *r = new_request(server);
    r->method = HTTP_OTHER;
    r->target = r->path = "/";
    gather_headers(r, connection);
    read_caller(r, server, connection);
    if (server->config.greet)
        server->config.greet(r);
    fail_because(&r->ctx, why->kind, why->detail_vi, why->detail_en);
    r->reply.close = true;
    finish(r, server);
    struct MHD_Response *response = response_of(&r->reply);
    *status = (unsigned)r->reply.status;
    report(r, &server->config);
    arena_free(r->ctx.arena);
    return response;
}
