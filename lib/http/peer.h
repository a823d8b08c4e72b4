/*
 * peer: whose request this is, as text, and which proxies may say otherwise.
 *
 * Layer: http. Only the address of the connection is a fact; forwarded headers count as far as trusted proxies wrote them.
 */
#pragma once

#include "http/req.h"

#include <netinet/in.h>

enum { PEER_MAX_PROXIES = 16 };

struct proxies {
    struct in6_addr addresses[PEER_MAX_PROXIES]; /* IPv4 ones mapped */
    size_t count;
};

/* Reads a comma-separated list of addresses; false when one is none or there are too many. */
bool proxies_parse(struct proxies *proxies, const char *list);

/* The address of a socket, IPv4 mapped; "::" when it is of another kind. */
struct in6_addr peer_address(const struct sockaddr *address);

/* Whether it is a proxy's that is trusted. */
bool proxies_include(const struct proxies *proxies, const struct sockaddr *address);

/* The text of a socket address, IPv4-mapped ones as IPv4; "-" when there is none. */
const char *peer_text(struct arena *a, const struct sockaddr *address);

/*
 * r->peer is the connection's address: replaced by the last one in X-Forwarded-For that no trusted proxy has. r->scheme and
 * r->host become what a trusted proxy says of the address its caller used (Forwarded of RFC 7239, or X-Forwarded-Proto and
 * X-Forwarded-Host): what the proxy nearest to us wrote, as far as it can stand in a link.
 */
void peer_forwarded(struct req *r, const struct proxies *proxies);
