/* open_load: the data of the load generator in an open loop; open_load.c says what it does. */
#pragma once

#include <arpa/inet.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    NUMBER_DIGITS = 12,
    HEAD_MAX = 8 * 1024,
    EVENTS = 256,
    OPEN_MS = 5000,
    REOPEN_MS = 20,
    SECONDS_MAX = 600,
    FIELDS = 11
};
enum field { SENT, GOOD, REFUSED, REFUSED_BARE, LIMITED, OTHER, TIMED_OUT, BROKEN, UNANSWERED, CLOSED, UNOPENED };

struct samples {
    uint32_t *us;
    size_t count, room;
};

struct connection {
    struct caller *caller;
    int fd;
    bool is_busy;
    uint64_t planned;
    size_t received, whole; /* length of head and body; 0 while the head is not complete */
    char head[HEAD_MAX + 1];
};

struct caller {
    const char *name;
    json_t *requests;
    int expect, bunch, connection_count;
    double rate, start, stop, patience;
    bool is_loop;
    struct connection *connections;
    int next_free; /* where the search for a free connection begins: they are used in turn */
    uint64_t *waiting, next_planned, planned_count;
    size_t first_waiting, waiting_count, waiting_room;
    uint64_t counts[SECONDS_MAX + 1][FIELDS];
    struct samples good, refused;
    char odd[HEAD_MAX + 1]; /* the first unexpected answer */
};

struct load {
    struct sockaddr_in address;
    struct caller *callers;
    size_t caller_count;
    double seconds, linger;
    uint64_t start, number;
    int epoll;
};

void open_load_die(const char *what, const char *detail);
void *open_load_need(void *memory); /* ends the program when there is no memory */
void open_load_read(struct load *load, json_t *from);
