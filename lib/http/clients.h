/*
 * clients: the connections a server has, how many of them one address may hold, and how long each may take.
 *
 * The HTTP library's timeout counts silence only: whoever sends a byte now and then, or takes one of the answer, would hold a
 * connection for ever. Here each part of an exchange has a deadline as a whole, and a thread that shuts down the sockets of
 * those who pass it. It never closes one: the library does, when it sees the end, so that a descriptor is never another's.
 *
 * Whoever is over a limit is shut down at once: a closed connection, never silence. What was refused or cut is one line of
 * the log a second at most.
 *
 * Layer: http. Knows sockets and addresses, nothing of the HTTP library. Thread-safe.
 */
#pragma once

#include "http/peer.h"

#include <stdbool.h>

struct client;
struct clients;

/* What we wait for. CLIENT_WORK: for ourselves, without a deadline here. */
enum client_phase { CLIENT_HEAD, CLIENT_BODY, CLIENT_WORK, CLIENT_ANSWER };

struct clients_config {
    const char *name;              /* for the log */
    void *owner;                   /* what client_owner() gives back */
    int limit, per_address;        /* connections, all together and of one address; per_address 0: any number */
    const struct proxies *proxies; /* borrowed; their addresses may hold any number */
    int idle_s;                    /* the library's: between two requests a client may be silent for so long */
    int head_s, body_s, answer_s;  /* 0: no deadline */
};

struct clients *clients_new(const struct clients_config *config);

/* Every client has left. NULL is allowed. */
void clients_free(struct clients *clients);

/* A new connection. Never NULL; when it is over a limit it is shut down already. */
struct client *clients_enter(struct clients *clients, int fd, const struct sockaddr *address);

void *client_owner(const struct client *client);

/* Before the descriptor is closed. */
void clients_leave(struct client *client);

/* False: too late, it was cut off: what it asked must not be done, as it would not hear what became of it. */
bool client_moves(struct client *client, enum client_phase phase);
