/* server_job: a job from its request line on: its target, and the memory held for it. */
#include "http/server_private.h"

#include "base/arena.h"

#include <stdlib.h>

/* "/?" before the raw target: Ulfius' own path matching then sees only this path and nothing of the caller's. */
static const char path_of_ulfius[] = "/?";

void *server_on_request_line(void *cls, const char *target, struct MHD_Connection *connection)
{
    struct server_loop *l = cls;
    struct arena *a = arena_new();
    struct job *job = calloc(1, sizeof *job);
    if (!job)
        abort();
    atomic_fetch_add(&l->server->begun, 1);
    atomic_fetch_add(&l->server->in_flight, 1);
    *job = (struct job){.loop = l, .connection = connection};
    job->ulfius = ulfius_uri_logger(NULL, arena_printf(a, "%s%s", path_of_ulfius, target ? target : ""));
    arena_free(a);
    return job;
}

const char *server_raw_target(const struct _u_request *request)
{
    return request->http_url + sizeof path_of_ulfius - 1;
}

void server_hold(struct job *job, size_t bytes)
{
    job->held_bytes += bytes;
    atomic_fetch_add(&job->loop->server->held_bytes, bytes);
}

void server_drop_request(struct job *job)
{
    if (job->request)
        arena_free(job->request->ctx.arena);
    job->request = NULL;
}
