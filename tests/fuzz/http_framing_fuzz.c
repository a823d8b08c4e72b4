/*
 * A whole head: "METHOD TARGET VERSION", then one header per line, as the library passes them on; tests the guard and
 * what it accepts.
 */
#include "base/arena.h"
#include "fuzz.h"
#include "http/framing.h"
#include "http/negotiate.h"
#include "http/peer.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_HEADERS = 64 };

/* Cuts off and returns the text before `end`; moves `*rest` behind it. */
static const char *next(char **rest, const char *end)
{
    char *text = *rest, *stop = strpbrk(text, end);
    *rest = stop ? stop + 1 : text + strlen(text);
    if (stop)
        *stop = '\0';
    return text;
}

static void read_headers(struct req *r, char *rest)
{
    struct header *headers = arena_alloc(r->ctx.arena, MOST_HEADERS * sizeof *headers);
    r->headers = headers;
    while (*rest && r->header_count < MOST_HEADERS) {
        char *line = (char *)(uintptr_t)next(&rest, "\n");
        struct header *h = &headers[r->header_count++];
        h->name = next(&line, ":");
        h->value = line + strspn(line, " \t");
    }
}

static size_t count_of(const struct req *r, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < r->header_count; i++)
        count += strcasecmp(r->headers[i].name, name) == 0;
    return count;
}

/* An accepted message can be read in one way only. */
static void expect_sound(const struct req *r)
{
    bool has_both = count_of(r, "Content-Length") && count_of(r, "Transfer-Encoding");
    if (count_of(r, "Host") != 1 || count_of(r, "Content-Length") > 1 || count_of(r, "Authorization") > 1 || has_both)
        abort();
    if (r->path[0] != '/' && strcmp(r->path, "*") != 0)
        abort();
    if (strchr(r->path, '?') || strncmp(r->path, r->target, strlen(r->path)) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena *a = arena_new();
    struct req *r = arena_zero(a, sizeof *r);
    struct proxies proxies;
    ctx_init(&r->ctx, a);
    char *rest = (char *)(uintptr_t)arena_strndup(a, (const char *)bytes, length);
    struct message message = {.is_whole = true};
    message.method = next(&rest, " \n");
    message.target = next(&rest, " \n");
    message.version = next(&rest, " \n");
    read_headers(r, rest);
    r->peer = "127.0.0.1";
    if (proxies_parse(&proxies, "127.0.0.1"))
        peer_forwarded(r, &proxies);
    if (framing_check(r, &message))
        expect_sound(r);
    else if (!r->reply.close)
        abort();
    prefers(req_header(r, "Prefer"), "count", "exact");
    arena_free(a);
    return 0;
}
