/*
 * listen: opening the socket a server listens on.
 *
 * Layer: http. Our own and not the library's, for port 0, IPv6, and errors that a person can read.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * "127.0.0.1:8080", "[::1]:8080", "localhost:8080"; ":8080" is every address of both families. Returns the socket, and
 * in `bound` the address with its real port; -1: `why` holds one line.
 */
int listen_open(const char *address, char *bound, size_t bound_size, char *why, size_t why_size);

/* True: an address of this machine. The port may be in use, because another instance may be running. */
bool listen_check(const char *address, char *why, size_t why_size);
