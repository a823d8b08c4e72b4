/* peer: see peer.h. */
#include "http/peer.h"

#include "base/arena.h"
#include "http/text.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

static bool parse_address(const char *text, size_t length, struct in6_addr *out)
{
    char copy[INET6_ADDRSTRLEN + 8] = "::ffff:";
    struct in_addr v4;
    if (length >= INET6_ADDRSTRLEN)
        return false;
    memcpy(copy + 7, text, length);
    copy[7 + length] = '\0';
    return inet_pton(AF_INET6, inet_pton(AF_INET, copy + 7, &v4) == 1 ? copy : copy + 7, out) == 1;
}

bool proxies_parse(struct proxies *proxies, const char *list)
{
    struct span element;
    proxies->count = 0;
    for (const char *rest = list ? list : ""; list_next(&rest, ',', &element);) {
        if (proxies->count == PEER_MAX_PROXIES)
            return false;
        if (!parse_address(element.text, element.length, &proxies->addresses[proxies->count++]))
            return false;
    }
    return true;
}

static const char *address_text(struct arena *a, const struct in6_addr *address)
{
    char *text = arena_alloc(a, INET6_ADDRSTRLEN);
    bool mapped = IN6_IS_ADDR_V4MAPPED(address);
    const void *bytes = mapped ? &address->s6_addr[12] : &address->s6_addr[0];
    return inet_ntop(mapped ? AF_INET : AF_INET6, bytes, text, INET6_ADDRSTRLEN) ? text : "-";
}

struct in6_addr peer_address(const struct sockaddr *address)
{
    struct in6_addr found = IN6ADDR_ANY_INIT;
    if (address && address->sa_family == AF_INET6)
        memcpy(&found, (const char *)address + offsetof(struct sockaddr_in6, sin6_addr), sizeof found);
    if (!address || address->sa_family != AF_INET)
        return found;
    memset(&found.s6_addr[10], 0xff, 2);
    memcpy(&found.s6_addr[12], (const char *)address + offsetof(struct sockaddr_in, sin_addr), 4);
    return found;
}

const char *peer_text(struct arena *a, const struct sockaddr *address)
{
    bool is_known = address && (address->sa_family == AF_INET6 || address->sa_family == AF_INET);
    const struct in6_addr found = peer_address(address);
    return is_known ? address_text(a, &found) : "-";
}

static bool is_trusted(const struct proxies *proxies, const struct in6_addr *address)
{
    for (size_t i = 0; i < proxies->count; i++)
        if (IN6_ARE_ADDR_EQUAL(&proxies->addresses[i], address))
            return true;
    return false;
}

bool proxies_include(const struct proxies *proxies, const struct sockaddr *address)
{
    const struct in6_addr found = peer_address(address);
    return is_trusted(proxies, &found);
}

/* The last element before `*end`, trimmed; moves `*end` in front of it. */
static struct span last_element(const char *start, const char **end)
{
    const char *stop = *end, *from;
    while (stop > start && strchr(", \t", stop[-1]))
        stop--;
    for (from = stop; from > start && from[-1] != ',';)
        from--;
    *end = from;
    while (from < stop && strchr(" \t", *from))
        from++;
    return (struct span){from, (size_t)(stop - from)};
}

/* The last element of a header's list: the one that the nearest proxy added. NULL: there is none. */
static const char *last_said(struct req *r, const char *header)
{
    struct span element, last = {0};
    const char *value = req_header(r, header);
    for (const char *rest = value ? value : ""; list_next(&rest, ',', &element);)
        last = element;
    return last.text ? arena_strndup(r->ctx.arena, last.text, last.length) : NULL;
}

static const char *unquoted(struct arena *a, const char *text, size_t length)
{
    bool is_quoted = length >= 2 && text[0] == '"' && text[length - 1] == '"';
    return is_quoted ? arena_strndup(a, text + 1, length - 2) : arena_strndup(a, text, length);
}

/* A parameter of the last element of Forwarded (RFC 7239); NULL: there is none of that name. */
static const char *forwarded_says(struct req *r, const char *name)
{
    struct span pair;
    const char *last = last_said(r, "Forwarded");
    for (const char *rest = last ? last : ""; list_next(&rest, ';', &pair);) {
        const char *equals = memchr(pair.text, '=', pair.length);
        if (!equals || !span_is((struct span){pair.text, (size_t)(equals - pair.text)}, name))
            continue;
        return unquoted(r->ctx.arena, equals + 1, (size_t)(pair.text + pair.length - equals - 1));
    }
    return NULL;
}

static bool is_host_and_port(const char *text)
{
    size_t length = strlen(text);
    return length >= 1 && length <= 255 && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]") == length;
}

static void take_address(struct req *r)
{
    const char *scheme = forwarded_says(r, "proto"), *host = forwarded_says(r, "host");
    scheme = scheme ? scheme : last_said(r, "X-Forwarded-Proto");
    host = host ? host : last_said(r, "X-Forwarded-Host");
    if (scheme && (strcasecmp(scheme, "https") == 0 || strcasecmp(scheme, "http") == 0))
        r->scheme = scheme[4] ? "https" : "http";
    if (host && is_host_and_port(host))
        r->host = host;
}

void peer_forwarded(struct req *r, const struct proxies *proxies)
{
    struct in6_addr address;
    if (!proxies->count || !parse_address(r->peer, strlen(r->peer), &address))
        return;
    if (is_trusted(proxies, &address))
        take_address(r);
    const char *forwarded = req_header(r, "X-Forwarded-For");
    const char *end = forwarded ? forwarded + strlen(forwarded) : NULL;
    while (end && end > forwarded && is_trusted(proxies, &address)) {
        struct span element = last_element(forwarded, &end);
        if (!parse_address(element.text, element.length, &address))
            return;
        r->peer = address_text(r->ctx.arena, &address);
    }
}
