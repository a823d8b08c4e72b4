/*
 * clients: the connections a server has, how many of them one address may hold, and how long each may take.
 *
 * The HTTP library's timeout counts silence only: a client that sends a byte now and then, or reads one of the answer, could hold
 * its connection for ever. Here each part of an exchange has one deadline, and a thread shuts down the sockets of clients that
 * miss it. The thread never closes a socket: the library does, when it sees the end, so that no other connection gets the same
 * descriptor too early.
 *
 * A client over a limit is shut down at once: it sees a closed connection, never silence. The log says how many were refused or
 * cut off, in at most one line a second.
 *
 * Layer: http. Knows sockets and addresses, nothing of the HTTP library. Thread-safe.
 */
#pragma once

#include "http/peer.h"

#include <stdbool.h>

struct client;
struct clients;

/* What we wait for. CLIENT_WORK: for our own work; it has no deadline here. */
enum client_phase { CLIENT_HEAD, CLIENT_BODY, CLIENT_WORK, CLIENT_ANSWER };

struct clients_config {
    const char *name;              /* for the log */
    void *owner;                   /* what client_owner() gives back */
    int limit, per_address;        /* connections, in total and from one address; per_address 0: any number */
    const struct proxies *proxies; /* borrowed; their addresses may hold any number */
    int idle_s;                    /* the library's timeout: how long a client may be silent between two requests */
    int head_s, body_s, answer_s;  /* 0: no deadline */
};

struct clients *clients_new(const struct clients_config *config);

/* Every client must have left. NULL is allowed. */
void clients_free(struct clients *clients);

/* A new connection. Never NULL; if it is over a limit, its socket is already shut down. */
struct client *clients_enter(struct clients *clients, int fd, const struct sockaddr *address);

void *client_owner(const struct client *client);

/* To be called before the descriptor is closed. */
void clients_leave(struct client *client);

/* Begins a phase. False: the client was cut off already. Its request must not be carried out, as it could not get the answer. */
bool client_moves(struct client *client, enum client_phase phase);
