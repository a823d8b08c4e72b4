/*
 * open_load: an open loop. Requests are sent at their planned times, whatever happened to those before.
 *
 *   tdkt_open_load <plan.json
 *
 * The plan: {"host", "port", "seconds", "linger", "callers": [{"name", "requests": [whole requests], "expect": status,
 * "connections", "rate": a second, "bunch": so many at once, "loop": true, "start", "stop", "patience": seconds}]}. A
 * caller with "loop" keeps each connection busy instead; one with neither rate nor loop only holds its connections. A
 * request waits for a free connection of its caller; its time counts from when it was planned. After its patience the
 * caller hangs up and connects again. Twelve '@' become a number that is used once.
 *
 * The answer is JSON: for each caller totals, percentiles, and the same counts for every second in which requests were
 * planned. Each planned request ends as one of good, refused (429, 503), other, timed_out, broken, unanswered. Of the
 * refused, `limited` were 429 and `refused_bare` had no Retry-After or no problem document.
 */
#include "open_load.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char *const field_names[FIELDS] = {"sent",      "good",   "refused",    "refused_bare", "limited", "other",
                                                "timed_out", "broken", "unanswered", "closed",       "unopened"};

static uint64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000;
}

static uint64_t at(const struct load *load, double seconds)
{
    return load->start + (uint64_t)(seconds * 1e6);
}

static void add(const struct load *load, struct caller *c, uint64_t planned, enum field field)
{
    uint64_t second = planned > load->start ? (planned - load->start) / 1000000 : 0;
    c->counts[second < SECONDS_MAX ? second : SECONDS_MAX][field]++;
}

static void keep(struct samples *s, uint64_t us)
{
    if (s->count == s->room) {
        s->room = s->room ? 2 * s->room : 4096;
        s->us = open_load_need(realloc(s->us, s->room * sizeof *s->us));
    }
    s->us[s->count++] = us < UINT32_MAX ? (uint32_t)us : UINT32_MAX;
}

/* Waits at most `wait_ms`: a server that accepts no connections must not delay the others. */
static void open_connection(struct load *load, struct connection *c, int wait_ms)
{
    int on = 1;
    struct timeval wait = {wait_ms / 1000, wait_ms % 1000 * 1000};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    c->is_busy = false;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0)
        open_load_die("no socket:", strerror(errno));
    setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    if (connect(c->fd, (const struct sockaddr *)&load->address, sizeof load->address) != 0) {
        close(c->fd);
        c->fd = -1;
        add(load, c->caller, now_us(), UNOPENED);
        return;
    }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_ctl(load->epoll, EPOLL_CTL_ADD, c->fd, &event);
}

static void close_connection(struct connection *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
    c->is_busy = false;
}

static void send_on(struct load *load, struct connection *c, uint64_t planned)
{
    json_t *chosen = json_array_get(c->caller->requests, (size_t)random() % json_array_size(c->caller->requests));
    char *text = open_load_need(strdup(json_string_value(chosen))), *number = strstr(text, "@@@@@@@@@@@@");
    char digits[NUMBER_DIGITS + 1];
    if (number) {
        snprintf(digits, sizeof digits, "%0*llu", NUMBER_DIGITS, (unsigned long long)(load->number++ % 1000000000000u));
        memcpy(number, digits, NUMBER_DIGITS);
    }
    c->is_busy = true;
    c->planned = planned;
    c->received = c->whole = 0;
    ssize_t sent = send(c->fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent != (ssize_t)strlen(text)) {
        add(load, c->caller, planned, BROKEN);
        close_connection(c);
    }
    free(text);
}

/* NULL when all are busy. A closed connection is opened again when it is needed. */
static struct connection *free_connection(struct load *load, struct caller *caller)
{
    for (int i = 0; i < caller->connection_count; i++) {
        struct connection *c = &caller->connections[(caller->next_free + i) % caller->connection_count];
        if (c->is_busy)
            continue;
        if (c->fd < 0)
            open_connection(load, c, REOPEN_MS);
        if (c->fd < 0)
            continue;
        caller->next_free = (caller->next_free + i + 1) % caller->connection_count;
        return c;
    }
    return NULL;
}

static void plan(struct load *load, struct caller *c, uint64_t planned)
{
    if (c->waiting_count == c->waiting_room) {
        c->waiting_room = c->waiting_room ? 2 * c->waiting_room : 1024;
        c->waiting = open_load_need(realloc(c->waiting, c->waiting_room * sizeof *c->waiting));
    }
    c->waiting[c->waiting_count++] = planned;
    add(load, c, planned, SENT);
}

/* Plans what is due by now. */
static void plan_due(struct load *load, struct caller *c, uint64_t now)
{
    while (c->rate > 0 && c->next_planned <= now && c->next_planned < at(load, c->stop)) {
        for (int i = 0; i < c->bunch; i++)
            plan(load, c, c->next_planned);
        c->planned_count++;
        c->next_planned = at(load, c->start + (double)c->planned_count * c->bunch / c->rate);
    }
}

static void send_waiting(struct load *load, struct caller *c)
{
    struct connection *free_one;
    while (c->first_waiting < c->waiting_count && (free_one = free_connection(load, c)))
        send_on(load, free_one, c->waiting[c->first_waiting++]);
}

static void keep_busy(struct load *load, struct caller *caller, uint64_t now)
{
    if (!caller->is_loop || now < at(load, caller->start) || now >= at(load, caller->stop))
        return;
    for (struct connection *c; (c = free_connection(load, caller));) {
        add(load, caller, now, SENT);
        send_on(load, c, now);
    }
}

static void lose_patience(struct load *load, struct caller *caller, uint64_t now)
{
    uint64_t patience = (uint64_t)(caller->patience * 1e6);
    if (!patience)
        return;
    for (; caller->first_waiting < caller->waiting_count && caller->waiting[caller->first_waiting] + patience < now;
         caller->first_waiting++)
        add(load, caller, caller->waiting[caller->first_waiting], TIMED_OUT);
    for (int i = 0; i < caller->connection_count; i++) {
        struct connection *c = &caller->connections[i];
        if (!c->is_busy || c->planned + patience >= now)
            continue;
        add(load, caller, c->planned, TIMED_OUT);
        close_connection(c);
    }
}

/* Sets `whole` once the head is complete. False when it is not a head. */
static bool read_head(struct connection *c)
{
    size_t kept = c->received < HEAD_MAX ? c->received : HEAD_MAX;
    c->head[kept] = '\0';
    const char *end = strstr(c->head, "\r\n\r\n"), *length = strcasestr(c->head, "\r\nContent-Length:");
    if (!end)
        return kept < HEAD_MAX;
    int status = atoi(c->head + strlen("HTTP/1.1 "));
    if ((!length || length > end) && status != 204 && status != 304)
        return false;
    c->whole = (size_t)(end + 4 - c->head) +
               (length && length < end ? strtoul(length + strlen("\r\nContent-Length:"), NULL, 10) : 0);
    return true;
}

static void finish(struct load *load, struct connection *c)
{
    struct caller *caller = c->caller;
    int status = atoi(c->head + strlen("HTTP/1.1 "));
    bool is_refused = status == 503 || status == 429;
    bool is_explained = strcasestr(c->head, "\r\nRetry-After:") && strcasestr(c->head, "application/problem+json");
    uint64_t took = now_us() - c->planned;
    add(load, caller, c->planned, status == caller->expect ? GOOD : is_refused ? REFUSED : OTHER);
    if (status == caller->expect)
        keep(&caller->good, took);
    else if (is_refused)
        keep(&caller->refused, took);
    if (is_refused && !is_explained)
        add(load, caller, c->planned, REFUSED_BARE);
    if (status == 429)
        add(load, caller, c->planned, LIMITED);
    if (status != caller->expect && (!is_refused || !is_explained) && !caller->odd[0])
        memcpy(caller->odd, c->head, sizeof caller->odd);
    c->is_busy = false;
    if (strcasestr(c->head, "\r\nConnection: close"))
        close_connection(c);
}

static void receive(struct load *load, struct connection *c)
{
    static char body[64 * 1024];
    bool in_head = c->whole == 0;
    char *to = in_head ? c->head + c->received : body;
    ssize_t got = recv(c->fd, to, in_head ? HEAD_MAX - c->received : sizeof body, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got > 0)
        c->received += (size_t)got;
    if (got <= 0 || !c->is_busy || (in_head && !read_head(c))) {
        add(load, c->caller, c->is_busy ? c->planned : now_us(), c->is_busy ? BROKEN : CLOSED);
        close_connection(c);
        return;
    }
    if (c->whole && c->received >= c->whole)
        finish(load, c);
}

/* The latest moment of the next action: the next planned request, or 10 ms from now, when patience is checked. */
static uint64_t next_moment(const struct load *load, uint64_t now)
{
    uint64_t next = now + 10000;
    for (size_t i = 0; i < load->caller_count; i++) {
        const struct caller *c = &load->callers[i];
        if (c->rate > 0 && c->next_planned < next && c->next_planned < at(load, c->stop))
            next = c->next_planned;
    }
    return next;
}

static void receive_until(struct load *load, uint64_t until)
{
    struct epoll_event events[EVENTS];
    uint64_t now = now_us(), left = until > now ? until - now : 0;
    struct pollfd readable = {.fd = load->epoll, .events = POLLIN};
    struct timespec wait = {.tv_nsec = (long)(left * 1000)};
    ppoll(&readable, 1, &wait, NULL);
    int ready = epoll_wait(load->epoll, events, EVENTS, 0);
    for (int i = 0; i < ready; i++) {
        struct connection *c = events[i].data.ptr;
        if (c->fd >= 0)
            receive(load, c);
    }
}

static bool anything_open(const struct load *load)
{
    for (size_t i = 0; i < load->caller_count; i++) {
        const struct caller *c = &load->callers[i];
        if (c->first_waiting < c->waiting_count)
            return true;
        for (int n = 0; n < c->connection_count; n++)
            if (c->connections[n].is_busy)
                return true;
    }
    return false;
}

static void run(struct load *load)
{
    uint64_t end = at(load, load->seconds), last = at(load, load->seconds + load->linger), now;
    while ((now = now_us()) < end || (now < last && anything_open(load))) {
        for (size_t i = 0; i < load->caller_count; i++) {
            plan_due(load, &load->callers[i], now);
            lose_patience(load, &load->callers[i], now);
            send_waiting(load, &load->callers[i]);
            keep_busy(load, &load->callers[i], now);
        }
        receive_until(load, next_moment(load, now_us()));
    }
}

static void give_up(struct load *load, struct caller *c)
{
    while (c->first_waiting < c->waiting_count)
        add(load, c, c->waiting[c->first_waiting++], UNANSWERED);
    for (int i = 0; i < c->connection_count; i++)
        if (c->connections[i].is_busy)
            add(load, c, c->connections[i].planned, UNANSWERED);
}

static int by_size(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static json_t *times(struct samples *s)
{
    if (s->count == 0)
        return json_null();
    qsort(s->us, s->count, sizeof *s->us, by_size);
    return json_pack("{s:f, s:f, s:f}", "p50", s->us[(s->count - 1) / 2] / 1e3, "p99",
                     s->us[(s->count - 1) * 99 / 100] / 1e3, "max", s->us[s->count - 1] / 1e3);
}

static json_t *counts(const uint64_t *of)
{
    json_t *object = json_object();
    for (int i = 0; i < FIELDS; i++)
        json_object_set_new(object, field_names[i], json_integer((json_int_t)of[i]));
    return object;
}

static json_t *result(const struct load *load, struct caller *c)
{
    uint64_t total[FIELDS] = {0};
    json_t *seconds = json_array(), *object;
    for (int second = 0; second <= SECONDS_MAX; second++) {
        for (int i = 0; i < FIELDS; i++)
            total[i] += c->counts[second][i];
        if (second < load->seconds)
            json_array_append_new(seconds, counts(c->counts[second]));
    }
    object = counts(total);
    json_object_set_new(object, "seconds", seconds);
    json_object_set_new(object, "good_ms", times(&c->good));
    json_object_set_new(object, "refused_ms", times(&c->refused));
    json_object_set_new(object, "odd", json_stringn_nocheck(c->odd, strlen(c->odd)));
    return object;
}

static void open_all(struct load *load)
{
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    load->epoll = epoll_create1(EPOLL_CLOEXEC);
    for (size_t i = 0; i < load->caller_count; i++)
        for (int n = 0; n < load->callers[i].connection_count; n++) {
            load->callers[i].connections[n].caller = &load->callers[i];
            open_connection(load, &load->callers[i].connections[n], OPEN_MS);
        }
    load->start = now_us();
    for (size_t i = 0; i < load->caller_count; i++)
        load->callers[i].next_planned = at(load, load->callers[i].start);
}

int main(void)
{
    static struct load load;
    json_error_t error;
    json_t *from = json_loadf(stdin, 0, &error), *all = json_object();
    if (!from)
        open_load_die("the plan is not JSON:", error.text);
    srandom((unsigned)getpid());
    open_load_read(&load, from);
    open_all(&load);
    run(&load);
    for (size_t i = 0; i < load.caller_count; i++) {
        give_up(&load, &load.callers[i]);
        json_object_set_new(all, load.callers[i].name, result(&load, &load.callers[i]));
        for (int n = 0; n < load.callers[i].connection_count; n++)
            close_connection(&load.callers[i].connections[n]);
        free(load.callers[i].connections);
        free(load.callers[i].waiting);
        free(load.callers[i].good.us);
        free(load.callers[i].refused.us);
    }
    json_dumpf(all, stdout, JSON_COMPACT);
    free(load.callers);
    json_decref(all);
    json_decref(from);
    return 0;
}
