/* req: see req.h. */
#include "http/req.h"

#include "base/arena.h"

#include <string.h>
#include <strings.h>
#include <sys/socket.h>

/*
 * A header that comes on several lines is one list (RFC 9110 §5.3). framing.c has already refused a second line of
 * those that must not be a list.
 */
const char *req_header(const struct req *r, const char *name)
{
    const char *value = NULL;
    for (size_t i = 0; i < r->header_count; i++) {
        if (strcasecmp(r->headers[i].name, name) != 0)
            continue;
        value = value ? arena_printf(r->ctx.arena, "%s, %s", value, r->headers[i].value) : r->headers[i].value;
    }
    return value;
}

const char *req_param(const struct req *r, const char *name)
{
    for (size_t i = 0; i < r->param_count; i++)
        if (strcmp(r->params[i].name, name) == 0)
            return r->params[i].value;
    return NULL;
}

const char *http_method_name(enum http_method method)
{
    static const char *const names[] = {
        [HTTP_GET] = "GET",     [HTTP_HEAD] = "HEAD",     [HTTP_POST] = "POST",       [HTTP_PUT] = "PUT",
        [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE", [HTTP_OPTIONS] = "OPTIONS", [HTTP_OTHER] = "OTHER",
    };
    return names[method];
}

bool req_caller_is_gone(const struct req *r)
{
    char byte;
    return r->socket >= 0 && recv(r->socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}
