/* probe: see probe.h. Sends one request and reads the status line. */
#include "program/probe.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* "[::1]:9090", "127.0.0.1:9090" or ":9090" → host and port. */
static bool split_address(const char *address, char *host, size_t host_size, char *port, size_t port_size)
{
    const char *colon = strrchr(address, ':');
    if (!colon)
        return false;
    const char *start = *address == '[' ? address + 1 : address;
    size_t length = (size_t)(colon - start) - (*address == '[' ? 1 : 0);
    if (colon == start)
        snprintf(host, host_size, "127.0.0.1");
    else
        snprintf(host, host_size, "%.*s", (int)length, start);
    snprintf(port, port_size, "%s", colon + 1);
    return true;
}

static int connect_to(const struct addrinfo *address)
{
    const struct timeval two_seconds = {.tv_sec = 2};
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &two_seconds, sizeof two_seconds);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &two_seconds, sizeof two_seconds);
    if (connect(fd, address->ai_addr, address->ai_addrlen) == 0)
        return fd;
    close(fd);
    return -1;
}

static bool answers_200(int fd)
{
    static const char request[] = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    char answer[32] = {0};
    if (send(fd, request, sizeof request - 1, MSG_NOSIGNAL) != (ssize_t)(sizeof request - 1))
        return false;
    return recv(fd, answer, sizeof answer - 1, 0) > 12 && strncmp(answer + 8, " 200", 4) == 0;
}

bool probe_ready(const char *admin_listen, char *why, size_t why_size)
{
    char host[128], port[16];
    struct addrinfo *found = NULL, hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST};
    snprintf(why, why_size, "%s does not answer /readyz with 200", admin_listen);
    if (!split_address(admin_listen, host, sizeof host, port, sizeof port) || getaddrinfo(host, port, &hints, &found))
        return false;
    int fd = connect_to(found);
    freeaddrinfo(found);
    if (fd < 0)
        return false;
    bool is_ready = answers_200(fd);
    close(fd);
    return is_ready;
}
