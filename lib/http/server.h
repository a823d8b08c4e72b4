/*
 * server: the adapter; server*.c are the only files that include <ulfius.h>. It turns a connection's request into a
 * struct req, hands it to `answer`, and sends the reply. Threads, limits and draining are its own affair: nothing above
 * may know.
 *
 * Layer: http. The library traps it stands on are told in server_admission.c.
 */
#pragma once

#include "http/req.h"

struct server;

struct server_config {
    const char *name;          /* for the log: "api", "admin" */
    const char *listen;        /* "127.0.0.1:8080", "[::1]:8080", ":8080"; port 0 takes a free one */
    int loops;                 /* threads, each of which serves many requests; 0: as many as processors, up to 8 */
    int connection_limit;      /* all together */
    int per_address_limit;     /* 0: none; trusted proxies have none */
    int idle_timeout_s;        /* of silence */
    int header_timeout_s, body_timeout_s, answer_timeout_s; /* for all of each; 0: none */
    size_t body_limit;         /* bytes; one more is 413 */
    const char *trusted_proxies; /* comma-separated addresses whose X-Forwarded-For counts; "" none */
    bool log_requests;
    void (*greet)(struct req *r);  /* headers that every answer bears, also that to a malformed message; NULL: none */
    bool (*admit)(struct req *r);  /* refuses by the headers alone, before a body is kept; it may not wait; NULL: all */
    void (*answer)(struct req *r); /* fills r->reply or sets the problem; a task: it may wait */
    void (*observe)(const struct req *r, int status, uint64_t duration_ns); /* after the reply is made; NULL: none */
    void *app;                 /* becomes r->app */
};

/* NULL: could not start; `why` then holds one line. */
struct server *server_start(const struct server_config *config, char *why, size_t why_size);

/* As many as it has when the configuration says 0. */
int server_loops_of_processors(void);

/* The address it really listens on, "127.0.0.1:41234". */
const char *server_address(const struct server *server);

/*
 * Takes no new connections, answers what is in flight with Connection: close, waits until all are gone or the deadline.
 * Returns how many requests are in flight still. Called again it waits on.
 */
int server_drain(struct server *server, int deadline_ms);

/* Ends it; connections left are cut. NULL is allowed. */
void server_stop(struct server *server);

int server_connections(const struct server *server);

/* How long ago the slowest of its threads last came round, in milliseconds: more than a second is a fault. */
int64_t server_stuck_ms(const struct server *server);
