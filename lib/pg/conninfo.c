/*
 * conninfo: from a URL to libpq's keywords and values. See conninfo.h.
 */
#include "pg/conninfo.h"

#include "base/arena.h"

#include <string.h>

#include <libpq-fe.h>

/*
 * Row texts must not depend on the defaults of a server or a role. For short statements jit costs more than it gains, and so
 * does a new plan for each set of values: a statement whose plan depends on its values sets plan_cache_mode.
 */
#define SESSION_OPTIONS \
    "-c TimeZone=UTC -c DateStyle=ISO,YMD -c IntervalStyle=iso_8601 -c bytea_output=hex -c extra_float_digits=1" \
    " -c standard_conforming_strings=on -c lock_timeout=3s -c idle_in_transaction_session_timeout=15s -c jit=off" \
    " -c plan_cache_mode=force_generic_plan"

static const struct {
    const char *keyword, *value;
} defaults[] = {
    {"application_name", "tdkt"}, {"gssencmode", "disable"}, {"keepalives_idle", "10"},
    {"keepalives_interval", "3"}, {"keepalives_count", "3"}, {"tcp_user_timeout", "10000"},
};

static const char *default_of(const char *keyword)
{
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
        if (strcmp(defaults[i].keyword, keyword) == 0)
            return defaults[i].value;
    return NULL;
}

static const char *value_of(struct arena *a, const PQconninfoOption *option, int statement_timeout_ms)
{
    if (strcmp(option->keyword, "client_encoding") == 0)
        return "UTF8";
    if (strcmp(option->keyword, "options") == 0)
        return arena_printf(a, "%s " SESSION_OPTIONS " -c statement_timeout=%d", option->val ? option->val : "",
                            statement_timeout_ms);
    if (option->val && *option->val)
        return arena_strdup(a, option->val);
    return default_of(option->keyword);
}

static int items_in(const char *list)
{
    int items = 1;
    for (const char *p = list; (p = strchr(p, ',')); p++)
        items++;
    return items;
}

static bool lists_hosts(const char *keyword)
{
    return strcmp(keyword, "host") == 0 || strcmp(keyword, "hostaddr") == 0;
}

bool conninfo_parse(struct conninfo *info, struct arena *a, const char *url, int statement_timeout_ms)
{
    *info = (struct conninfo){.hosts = 1};
    PQconninfoOption *options = PQconninfoParse(url, NULL); /* its message may hold the password, so it is not read */
    if (!options)
        return false;
    int n = 0;
    for (const PQconninfoOption *o = options; o->keyword && n < CONNINFO_MAX; o++) {
        const char *value = value_of(a, o, statement_timeout_ms);
        if (!value)
            continue;
        if (lists_hosts(o->keyword))
            info->hosts = items_in(value);
        info->keywords[n] = arena_strdup(a, o->keyword);
        info->values[n++] = value;
    }
    PQconninfoFree(options);
    return true;
}

static const char *rotated_list(struct arena *a, const char *list, unsigned by)
{
    const char *cut = list;
    for (unsigned i = 0; i < by; i++)
        cut = strchr(cut, ',') + 1;
    if (cut == list)
        return list;
    return arena_printf(a, "%s,%.*s", cut, (int)(cut - 1 - list), list);
}

void conninfo_rotate(struct conninfo *rotated, struct arena *a, const struct conninfo *info, unsigned turn)
{
    *rotated = *info;
    unsigned by = turn % (unsigned)info->hosts;
    if (by == 0)
        return;
    for (int i = 0; info->keywords[i]; i++) {
        bool is_list = lists_hosts(info->keywords[i]) || strcmp(info->keywords[i], "port") == 0;
        if (is_list && items_in(info->values[i]) == info->hosts)
            rotated->values[i] = rotated_list(a, info->values[i], by);
    }
}
