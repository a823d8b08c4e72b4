/* listen: see listen.h. */
#include "http/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024, MAX_PORT = 65535 };

struct place {
    char host[256]; /* "": every address */
    char port[8];
};

static bool is_port(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && digits <= 5 && text[digits] == '\0' && atoi(text) <= MAX_PORT;
}

static bool parse_place(const char *address, struct place *place)
{
    const char *colon = strrchr(address, ':'), *host = address;
    if (!colon || !is_port(colon + 1))
        return false;
    size_t length = (size_t)(colon - address);
    bool bracketed = length > 2 && host[0] == '[' && host[length - 1] == ']';
    if (bracketed) {
        host++;
        length -= 2;
    }
    if (length >= sizeof place->host || (!bracketed && memchr(host, ':', length)))
        return false;
    memcpy(place->host, host, length);
    place->host[length] = '\0';
    snprintf(place->port, sizeof place->port, "%s", colon + 1);
    return true;
}

static int open_socket(const struct addrinfo *info)
{
    int on = 1, off = 0;
    int fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (info->ai_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off); /* ":8080" serves IPv4 too */
    if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

/* IPv6 before IPv4 when every address is asked for, because the IPv6 socket serves both. */
static int open_first(const struct addrinfo *list, bool every_address)
{
    int fd = -1;
    for (const struct addrinfo *info = list; info && every_address && fd < 0; info = info->ai_next)
        if (info->ai_family == AF_INET6)
            fd = open_socket(info);
    for (const struct addrinfo *info = list; info && fd < 0; info = info->ai_next)
        fd = open_socket(info);
    return fd;
}

static void write_bound(int fd, char *bound, size_t size)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    char host[NI_MAXHOST], port[NI_MAXSERV];
    snprintf(bound, size, "?");
    if (getsockname(fd, (struct sockaddr *)&address, &length) != 0 ||
        getnameinfo((struct sockaddr *)&address, length, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return;
    snprintf(bound, size, address.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

/* -1: `why` holds one line. */
static int open_place(const char *address, const struct place *place, char *why, size_t why_size)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV}, *list;
    int error = getaddrinfo(place->host[0] ? place->host : NULL, place->port, &hints, &list);
    if (error) {
        snprintf(why, why_size, "%s: %s", address, gai_strerror(error));
        return -1;
    }
    int fd = open_first(list, !place->host[0]);
    if (fd < 0)
        snprintf(why, why_size, "cannot listen on %s: %s", address, strerror(errno));
    freeaddrinfo(list);
    return fd;
}

static bool read_place(const char *address, struct place *place, char *why, size_t why_size)
{
    if (parse_place(address, place))
        return true;
    snprintf(why, why_size, "%s is not host:port", address);
    return false;
}

int listen_open(const char *address, char *bound, size_t bound_size, char *why, size_t why_size)
{
    struct place place;
    if (!read_place(address, &place, why, why_size))
        return -1;
    int fd = open_place(address, &place, why, why_size);
    if (fd >= 0)
        write_bound(fd, bound, bound_size);
    return fd;
}

bool listen_check(const char *address, char *why, size_t why_size)
{
    struct place place;
    if (!read_place(address, &place, why, why_size))
        return false;
    snprintf(place.port, sizeof place.port, "0");
    int fd = open_place(address, &place, why, why_size);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}
