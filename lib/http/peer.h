/*
 * peer: the address a request comes from, as text, and the proxies that may name another one.
 *
 * Layer: http. Only the address of the connection is certain; forwarded headers count only as far as trusted proxies wrote them.
 */
#pragma once

#include "http/req.h"

#include <netinet/in.h>

enum { PEER_MAX_PROXIES = 16 };

struct proxies {
    struct in6_addr addresses[PEER_MAX_PROXIES]; /* IPv4 ones mapped */
    size_t count;
};

/* Reads a comma-separated list of addresses; false when one is not an address or there are too many. */
bool proxies_parse(struct proxies *proxies, const char *list);

/* The address of a socket, IPv4 mapped; "::" when it is of another kind. */
struct in6_addr peer_address(const struct sockaddr *address);

/* True: the address of a trusted proxy. */
bool proxies_include(const struct proxies *proxies, const struct sockaddr *address);

/* The text of a socket address, IPv4-mapped ones as IPv4; "-" when there is none. */
const char *peer_text(struct arena *a, const struct sockaddr *address);

/*
 * If r->peer, the connection's address, is a trusted proxy, it becomes the last address in X-Forwarded-For that is not one.
 * r->scheme and r->host become what the nearest trusted proxy wrote of the address its caller used (Forwarded of RFC 7239, or
 * X-Forwarded-Proto and X-Forwarded-Host), if it is fit for a link.
 */
void peer_forwarded(struct req *r, const struct proxies *proxies);
