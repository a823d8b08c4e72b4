/*
 * raw_client: sends bytes to a server unchanged and reads the answer, for tests of what no HTTP library would send.
 * Each program includes it in one file.
 */
#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct exchange {
    char text[256 * 1024];
    size_t length;
    bool closed; /* by the server */
};

/* "127.0.0.1:8080" or "[::1]:8080" → a connected socket, -1 when refused. */
static inline int raw_connect(const char *address)
{
    const char *colon = strrchr(address, ':');
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(colon + 1))};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = v4.sin_port, .sin6_addr = in6addr_loopback};
    bool is_v6 = address[0] == '[';
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int failed =
        is_v6 ? connect(fd, (struct sockaddr *)&v6, sizeof v6) : connect(fd, (struct sockaddr *)&v4, sizeof v4);
    if (!failed)
        return fd;
    close(fd);
    return -1;
}

static inline void raw_send(int fd, const char *bytes, size_t length)
{
    while (length) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return; /* the server may have answered and closed already */
        bytes += sent;
        length -= (size_t)sent;
    }
}

/* The number of answers with this status line start, e.g. "HTTP/1.1 200"; "HTTP/1.1 " counts all. */
static inline int raw_count(const struct exchange *x, const char *status)
{
    int count = 0;
    for (const char *at = x->text; (at = strstr(at, status)); at++)
        count++;
    return count;
}

/* Reads until the server closes or nothing came for quiet_ms. */
static inline void raw_read(int fd, struct exchange *x, int quiet_ms)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    x->length = 0;
    x->closed = false;
    while (x->length < sizeof x->text - 1 && poll(&p, 1, quiet_ms) == 1) {
        ssize_t got = recv(fd, x->text + x->length, sizeof x->text - 1 - x->length, 0);
        x->closed = got <= 0;
        if (got <= 0)
            break;
        x->length += (size_t)got;
    }
    x->text[x->length] = '\0';
}

static inline void raw_exchange(const char *address, const char *bytes, size_t length, int quiet_ms, struct exchange *x)
{
    int fd = raw_connect(address);
    if (fd < 0)
        abort();
    raw_send(fd, bytes, length);
    raw_read(fd, x, quiet_ms);
    close(fd);
}
