/*
 * resolve: see resolve.h. All names are looked up at the same time; libpq then gets the lists "host", "hostaddr" and
 * "port", all of the same length.
 */
#include "pg/resolve.h"

#include "base/arena.h"
#include "base/ctx.h"
#include "pg/conninfo.h"
#include "pg/lookup.h"

#include <arpa/inet.h>
#include <string.h>

enum { HOSTS_MAX = 32 };

struct host {
    const char *name, *port;
    struct lookup *lookup;
    bool is_looked_up;
};

/* The lists while they grow; a comma follows each item. */
struct lists {
    struct arena *arena;
    const char *hosts, *addresses, *ports;
    const char *failure;
    int count;
};

static const char *value_of(const struct conninfo *info, const char *keyword)
{
    for (int i = 0; info->keywords[i]; i++)
        if (strcmp(info->keywords[i], keyword) == 0)
            return info->values[i];
    return NULL;
}

/* Item `number` of a list, or its only item. */
static const char *item(struct arena *a, const char *list, int number)
{
    const char *start = list ? list : "";
    if (!strchr(start, ','))
        return start;
    for (int i = 0; i < number; i++)
        start += strcspn(start, ",") + (strchr(start, ',') ? 1 : 0);
    return arena_strndup(a, start, strcspn(start, ","));
}

/* True: a name, not a socket directory, an address, or nothing. */
static bool is_name(const char *host)
{
    unsigned char address[sizeof(struct in6_addr)];
    return *host && *host != '/' && *host != '@' && inet_pton(AF_INET, host, address) != 1 &&
           inet_pton(AF_INET6, host, address) != 1;
}

static void add(struct lists *lists, const struct host *host, const char *address)
{
    lists->hosts = arena_printf(lists->arena, "%s%s,", lists->hosts, host->name);
    lists->addresses = arena_printf(lists->arena, "%s%s,", lists->addresses, address);
    lists->ports = arena_printf(lists->arena, "%s%s,", lists->ports, host->port);
    lists->count++;
}

static void add_answer(struct lists *lists, struct host *host, int64_t deadline)
{
    struct lookup_result found;
    if (!host->is_looked_up) {
        add(lists, host, "");
        return;
    }
    lookup_end(host->lookup, deadline, &found);
    if (found.failure)
        lists->failure = arena_printf(lists->arena, "host name \"%s\": %s", host->name, found.failure);
    for (size_t i = 0; i < found.count; i++)
        add(lists, host, found.addresses[i]);
}

static const char *without_last_comma(struct arena *a, const char *list)
{
    return arena_strndup(a, list, strlen(list) - 1);
}

static void set_value(struct conninfo *info, const char *keyword, const char *value)
{
    int i = 0;
    while (info->keywords[i] && strcmp(info->keywords[i], keyword) != 0)
        i++;
    info->keywords[i] = keyword;
    info->values[i] = value;
}

static int read_hosts(struct arena *a, const struct conninfo *info, struct host *hosts)
{
    const char *names = value_of(info, "host"), *ports = value_of(info, "port");
    for (int i = 0; i < info->hosts; i++)
        hosts[i] = (struct host){.name = item(a, names, i), .port = item(a, ports, i)};
    return info->hosts;
}

static bool start_lookups(struct host *hosts, int count)
{
    bool is_any = false;
    for (int i = 0; i < count; i++) {
        hosts[i].is_looked_up = is_name(hosts[i].name);
        hosts[i].lookup = hosts[i].is_looked_up ? lookup_start(hosts[i].name) : NULL;
        is_any = is_any || hosts[i].is_looked_up;
    }
    return is_any;
}

bool resolve_hosts(struct ctx *ctx, struct conninfo *resolved, const struct conninfo *info, int64_t deadline)
{
    struct arena *a = ctx->arena;
    struct host hosts[HOSTS_MAX];
    struct lists lists = {.arena = a, .hosts = "", .addresses = "", .ports = ""};
    *resolved = *info;
    if (!value_of(info, "host") || value_of(info, "hostaddr") || info->hosts > HOSTS_MAX)
        return true;
    int count = read_hosts(a, info, hosts);
    if (!start_lookups(hosts, count))
        return true;
    for (int i = 0; i < count; i++)
        add_answer(&lists, &hosts[i], deadline);
    if (lists.count == 0)
        return fault(ctx, PROBLEM_UNAVAILABLE, "cannot connect to the database: %s", lists.failure);
    set_value(resolved, "host", without_last_comma(a, lists.hosts));
    set_value(resolved, "hostaddr", without_last_comma(a, lists.addresses));
    set_value(resolved, "port", without_last_comma(a, lists.ports));
    return true;
}
