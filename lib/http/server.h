/*
 * server: the adapter; only server*.c and server_private.h include <ulfius.h> or know it. It turns a connection's request
 * into a struct req, hands it to `answer`, and sends the reply. Nothing above it knows of its threads, limits and draining.
 *
 * Layer: http. The traps of the libraries are described in the server*.c files.
 */
#pragma once

#include "http/req.h"

struct server;

struct server_config {
    const char *name;          /* for the log: "api", "admin" */
    const char *listen;        /* "127.0.0.1:8080", "[::1]:8080", ":8080"; port 0 takes a free one */
    int loops;                 /* threads, each of which serves many requests; 0: as many as processors, up to 8 */
    int connection_limit;      /* in total */
    int per_address_limit;     /* 0: none; trusted proxies have none */
    int idle_timeout_s;        /* of silence */
    int header_timeout_s, body_timeout_s, answer_timeout_s; /* for the whole of each; 0: none */
    size_t body_limit;         /* bytes; one more is 413 */
    const char *trusted_proxies; /* comma-separated addresses whose X-Forwarded-For counts; "" none */
    bool log_requests;
    void (*greet)(struct req *r);  /* adds headers to every answer, also to that for a malformed message; NULL: none */
    bool (*admit)(struct req *r);  /* may refuse by the headers alone, before a body is kept; must not wait; NULL: admits all */
    void (*answer)(struct req *r); /* fills r->reply or sets the problem; runs in a task, so it may wait */
    void (*observe)(const struct req *r, int status, uint64_t duration_ns); /* after the reply is made; NULL: none */
    void *app;                 /* becomes r->app */
};

/* NULL: could not start; `why` then holds one line. */
struct server *server_start(const struct server_config *config, char *why, size_t why_size);

/* How many loops it has when the configuration says 0. */
int server_loops_of_processors(void);

/* The address it really listens on, "127.0.0.1:41234". */
const char *server_address(const struct server *server);

/*
 * Takes no new connections, answers the requests in flight with Connection: close, and waits until none is left or the deadline
 * has passed. Returns how many are still in flight. Another call waits again.
 */
int server_drain(struct server *server, int deadline_ms);

/* Ends the server and cuts the connections that are left. NULL is allowed. */
void server_stop(struct server *server);

int server_connections(const struct server *server);

/* Milliseconds since the slowest of its threads last completed a round: more than a second is a fault. */
int64_t server_stuck_ms(const struct server *server);
