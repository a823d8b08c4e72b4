/* clients: see clients.h. IPv6 clients are counted by their network of 64 bits, because one client usually has all of it. */
#include "http/clients.h"

#include "base/clock.h"
#include "base/log.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>

enum { PLACES = 1024, LOOK_EVERY_MS = 250, TELL_EVERY_MS = 1000 };

enum reason { OVER_LIMIT, OVER_ADDRESS_LIMIT, SLOW_HEAD, SLOW_BODY, SLOW_ANSWER, REASONS };

static const char *const reason_names[REASONS] = {"over_limit", "over_address_limit", "slow_head", "slow_body",
                                                  "slow_answer"};

/*
 * A deadline is a moment in milliseconds, or one of these. It changes by compare and exchange, so that a client is either cut off or
 * served, never both.
 */
#define NO_DEADLINE INT64_MAX
#define CUT_OFF (-1)

struct address {
    struct address *next;
    struct in6_addr network;
    int connections;
};

struct client {
    struct clients *clients;
    struct client *previous, *next;
    struct address *address; /* NULL: not counted */
    int fd;
    bool is_counted, has_asked;
    _Atomic(int64_t) deadline; /* NO_DEADLINE, CUT_OFF, or a moment */
    _Atomic(enum client_phase) phase;
};

struct clients {
    struct clients_config config;
    pthread_t watcher;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t stopping;
    bool is_stopping;
    struct client *first;
    int count;
    struct address *places[PLACES];
    unsigned long long refused[REASONS], told[REASONS];
};

static struct in6_addr network_of(const struct sockaddr *address)
{
    struct in6_addr network = peer_address(address);
    if (!IN6_IS_ADDR_V4MAPPED(&network))
        memset(&network.s6_addr[8], 0, 8);
    return network;
}

static struct address **place_of(struct clients *clients, const struct in6_addr *network)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < sizeof network->s6_addr; i++)
        hash = (hash ^ network->s6_addr[i]) * 16777619u;
    struct address **place = &clients->places[hash % PLACES];
    while (*place && !IN6_ARE_ADDR_EQUAL(&(*place)->network, network))
        place = &(*place)->next;
    return place;
}

/* Under the lock. NULL: the network has as many connections as it may. */
static struct address *count_in(struct clients *clients, const struct in6_addr *network)
{
    struct address **place = place_of(clients, network);
    if (!*place) {
        *place = calloc(1, sizeof **place);
        if (!*place)
            abort();
        (*place)->network = *network;
    }
    if ((*place)->connections == clients->config.per_address)
        return NULL;
    (*place)->connections++;
    return *place;
}

/* Under the lock. */
static void count_out(struct clients *clients, struct address *address)
{
    if (--address->connections > 0)
        return;
    *place_of(clients, &address->network) = address->next;
    free(address);
}

/* Under the lock. REASONS: it is admitted. */
static enum reason admit(struct clients *clients, struct client *client, const struct sockaddr *address)
{
    const struct clients_config *config = &clients->config;
    if (clients->count == config->limit)
        return OVER_LIMIT;
    if (config->per_address && !proxies_include(config->proxies, address)) {
        const struct in6_addr network = network_of(address);
        client->address = count_in(clients, &network);
        if (!client->address)
            return OVER_ADDRESS_LIMIT;
    }
    client->is_counted = true;
    clients->count++;
    return REASONS;
}

/* Under the lock: the library has not closed the descriptor yet. */
static void cut_off(struct client *client, enum reason why)
{
    const struct linger at_once = {.l_onoff = 1};
    client->clients->refused[why]++;
    if (why == SLOW_ANSWER) /* the kernel need not keep what the client does not read */
        setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    shutdown(client->fd, SHUT_RDWR);
}

static int64_t deadline_of(const struct client *client, enum client_phase phase)
{
    const struct clients_config *config = &client->clients->config;
    const int seconds[] = {[CLIENT_HEAD] = config->head_s, [CLIENT_BODY] = config->body_s, [CLIENT_ANSWER] = config->answer_s};
    int idle_s = phase == CLIENT_HEAD && client->has_asked ? config->idle_s : 0;
    return seconds[phase] ? clock_ms() + (idle_s + seconds[phase]) * INT64_C(1000) : NO_DEADLINE;
}

struct client *clients_enter(struct clients *clients, int fd, const struct sockaddr *address)
{
    struct client *client = calloc(1, sizeof *client);
    if (!client)
        abort();
    client->clients = clients;
    client->fd = fd;
    atomic_store(&client->deadline, deadline_of(client, CLIENT_HEAD));
    pthread_mutex_lock(&clients->lock);
    enum reason refusal = admit(clients, client, address);
    client->next = clients->first;
    if (client->next)
        client->next->previous = client;
    clients->first = client;
    if (refusal != REASONS) {
        atomic_store(&client->deadline, CUT_OFF);
        cut_off(client, refusal);
    }
    pthread_mutex_unlock(&clients->lock);
    return client;
}

void *client_owner(const struct client *client)
{
    return client->clients->config.owner;
}

void clients_leave(struct client *client)
{
    struct clients *clients = client->clients;
    pthread_mutex_lock(&clients->lock);
    *(client->previous ? &client->previous->next : &clients->first) = client->next;
    if (client->next)
        client->next->previous = client->previous;
    if (client->address)
        count_out(clients, client->address);
    clients->count -= client->is_counted;
    pthread_mutex_unlock(&clients->lock);
    free(client);
}

bool client_moves(struct client *client, enum client_phase phase)
{
    client->has_asked = true;
    int64_t before = atomic_load(&client->deadline);
    int64_t after = phase == CLIENT_WORK ? NO_DEADLINE : deadline_of(client, phase);
    while (before != CUT_OFF)
        if (atomic_compare_exchange_weak(&client->deadline, &before, after)) {
            atomic_store(&client->phase, phase);
            return true;
        }
    return false;
}

/* Bytes have come and are not read yet: we are late, not the client. */
static bool waits_for_us(const struct client *client, enum client_phase phase)
{
    int unread = 0;
    return phase != CLIENT_ANSWER && ioctl(client->fd, FIONREAD, &unread) == 0 && unread > 0;
}

/* Under the lock. */
static void look_at(struct client *client, int64_t now)
{
    static const enum reason reasons[] = {
        [CLIENT_HEAD] = SLOW_HEAD, [CLIENT_BODY] = SLOW_BODY, [CLIENT_WORK] = SLOW_BODY, [CLIENT_ANSWER] = SLOW_ANSWER};
    enum client_phase phase = atomic_load(&client->phase);
    int64_t deadline = atomic_load(&client->deadline);
    if (deadline == CUT_OFF || deadline > now || waits_for_us(client, phase))
        return;
    if (atomic_compare_exchange_strong(&client->deadline, &deadline, CUT_OFF))
        cut_off(client, reasons[phase]);
}

/* Under the lock. */
static void tell(struct clients *clients)
{
    char fields[400];
    int length = snprintf(fields, sizeof fields, "\"server\":\"%s\"", clients->config.name);
    bool any = false;
    for (int i = 0; i < REASONS; i++) {
        unsigned long long more = clients->refused[i] - clients->told[i];
        clients->told[i] = clients->refused[i];
        any = any || more;
        length += snprintf(fields + length, sizeof fields - (size_t)length, ",\"%s\":%llu", reason_names[i], more);
    }
    if (any)
        log_event(LOG_WARN, "clients_refused", fields);
}

static void wait_until(struct clients *clients, int64_t moment)
{
    const struct timespec until = {.tv_sec = moment / 1000, .tv_nsec = moment % 1000 * 1000000};
    pthread_cond_timedwait(&clients->stopping, &clients->lock, &until);
}

static void *watch(void *pointer)
{
    struct clients *clients = pointer;
    int64_t next_telling = 0;
    pthread_mutex_lock(&clients->lock);
    while (!clients->is_stopping) {
        int64_t now = clock_ms();
        for (struct client *client = clients->first; client; client = client->next)
            look_at(client, now);
        if (now >= next_telling) {
            next_telling = now + TELL_EVERY_MS;
            tell(clients);
        }
        wait_until(clients, now + LOOK_EVERY_MS);
    }
    tell(clients);
    pthread_mutex_unlock(&clients->lock);
    return NULL;
}

struct clients *clients_new(const struct clients_config *config)
{
    struct clients *clients = calloc(1, sizeof *clients);
    if (!clients)
        abort();
    clients->config = *config;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&clients->stopping, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&clients->lock, NULL);
    if (pthread_create(&clients->watcher, NULL, watch, clients) != 0)
        abort();
    return clients;
}

void clients_free(struct clients *clients)
{
    if (!clients)
        return;
    pthread_mutex_lock(&clients->lock);
    clients->is_stopping = true;
    pthread_cond_signal(&clients->stopping);
    pthread_mutex_unlock(&clients->lock);
    pthread_join(clients->watcher, NULL);
    pthread_cond_destroy(&clients->stopping);
    pthread_mutex_destroy(&clients->lock);
    free(clients);
}
