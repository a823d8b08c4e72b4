/*
 * config: what the operator can set, in one table: name, type, default, range, meaning (config.c). The parser, the checks,
 * `tdkt --help` and the README's table all read that row.
 *
 * Layer: api. Values come from the environment; NAME_FILE may name a file that holds the value of any variable.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct config {
    const char *database_url;
    const char *home;
    const char *listen, *admin_listen;
    const char *public_url;
    const char *jwt_keys, *jwt_issuer, *jwt_audience, *jwt_roles_claim;
    const char *secret;
    const char *cors_origins, *trusted_proxies;
    const char *log_level;
    const char *live_on, *time_zone; /* of the installation, kept in the database by `tdkt migrate`; "": as they are */
    int jwt_skew, token_cache, scope_ttl;
    int http_threads, connection_limit, per_address_limit, body_limit;
    int idle_timeout, header_timeout, body_timeout, answer_timeout, drain_delay, drain_timeout;
    int db_connections, db_waiting, db_acquire_ms, db_connect_ms, statement_ms;
    int rate_limit, rate_burst;
};

/* Reads the environment. False: `why` holds one line that names the variable and what is wrong with it; nothing is kept. */
bool config_read(struct config *config, char *why, size_t why_size);

void config_free(struct config *config);

/* The table, for people. */
void config_print(FILE *out);
