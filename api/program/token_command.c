/* token_command: `tdkt token` signs a token with the key of a development installation; `--new-key` makes that key. */
#include "program/commands.h"

#include "auth/sign.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/uuid.h"
#include "program/config.h"
#include "program/token_order.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Issuer and audience of a development installation, unless its settings say otherwise. script/server has the same values. */
#define DEVELOPMENT_ISSUER "https://tdkt.localhost"
#define DEVELOPMENT_AUDIENCE "tdkt"

enum { WHY_SIZE = 512, DEFAULT_TTL = 3600, MAX_TTL = 30 * 24 * 3600 };

static const struct option options[] = {
    {"new-key", no_argument, NULL, 'k'},     {"role", required_argument, NULL, 'r'},
    {"unit", required_argument, NULL, 'u'},  {"sub", required_argument, NULL, 's'},
    {"ttl", required_argument, NULL, 't'},   {0},
};

static bool add_name(const char **names, size_t *count)
{
    if (*count == TOKEN_ORDER_NAMES)
        return false;
    names[(*count)++] = optarg;
    return true;
}

static bool take_option(struct token_order *order, int option)
{
    switch (option) {
    case 'k':
        order->wants_new_key = true;
        return true;
    case 'r':
        return add_name(order->roles, &order->role_count);
    case 'u':
        return add_name(order->units, &order->unit_count);
    case 's':
        order->subject = optarg;
        return true;
    case 't':
        order->ttl = strtol(optarg, NULL, 10);
        return order->ttl > 0 && order->ttl <= MAX_TTL;
    default:
        return false;
    }
}

static bool read_order(struct token_order *order, int argc, char **argv)
{
    int option;
    *order = (struct token_order){.subject = "developer", .ttl = DEFAULT_TTL};
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (!take_option(order, option))
            return false;
    return optind == argc;
}

static void add_names(struct buf *out, const char *member, const char *const *names, size_t count)
{
    buf_addc(out, ',');
    buf_adds_json(out, member);
    buf_adds(out, ":[");
    for (size_t i = 0; i < count; i++) {
        buf_adds(out, i ? "," : "");
        buf_adds_json(out, names[i]);
    }
    buf_addc(out, ']');
}

static void add_text(struct buf *out, const char *member, const char *value)
{
    buf_adds_json(out, member);
    buf_addc(out, ':');
    buf_adds_json(out, value);
    buf_addc(out, ',');
}

/* The first word of TDKT_JWT_AUDIENCE. */
static const char *audience_of(struct arena *a, const struct config *config)
{
    const char *words = *config->jwt_audience ? config->jwt_audience : DEVELOPMENT_AUDIENCE;
    words += strspn(words, ", ");
    return arena_strndup(a, words, strcspn(words, ", "));
}

static const char *claims_of(struct arena *a, const struct config *config, const struct token_order *order)
{
    struct buf out;
    char id[UUID_TEXT];
    long long now = (long long)time(NULL);
    uuid_new(id);
    buf_init(&out, a, 16 * 1024);
    buf_addc(&out, '{');
    add_text(&out, "jti", id);
    add_text(&out, "iss", *config->jwt_issuer ? config->jwt_issuer : DEVELOPMENT_ISSUER);
    add_text(&out, config->jwt_audience_claim, audience_of(a, config));
    add_text(&out, config->jwt_subject_claim, order->subject);
    buf_addf(&out, "\"iat\":%lld,\"exp\":%lld", now, now + order->ttl);
    add_names(&out, config->jwt_roles_claim, order->roles, order->role_count);
    add_names(&out, config->jwt_units_claim, order->units, order->unit_count);
    buf_addc(&out, '}');
    return out.text;
}

static bool print_token(const struct config *config, const struct token_order *order, char *why)
{
    struct arena *a = arena_new();
    bool is_sound = token_order_check(order, config, a, why, WHY_SIZE);
    char *token = is_sound ? sign_token(config->home, claims_of(a, config, order), why, WHY_SIZE) : NULL;
    arena_free(a);
    if (token)
        puts(token);
    free(token);
    return token != NULL;
}

int command_token(int argc, char **argv)
{
    struct token_order order;
    struct config config;
    char why[WHY_SIZE];
    if (!read_order(&order, argc, argv))
        return 2;
    bool is_done = config_read(&config, why, sizeof why);
    if (is_done)
        is_done = order.wants_new_key ? sign_make_key(config.home, why, sizeof why) : print_token(&config, &order, why);
    config_free(&config);
    if (!is_done)
        fprintf(stderr, "tdkt: %s\n", why);
    return is_done ? 0 : 1;
}
