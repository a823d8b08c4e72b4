/*
 * config: what the operator can set, in one table: name, type, default, range, meaning (config.c). The parser, the checks
 * and `tdkt --help` all read this table.
 *
 * Layer: api. Values come from the environment; NAME_FILE may name a file that holds the value of any variable.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct findings;

struct config {
    const char *database_url;
    const char *home;
    const char *listen, *admin_listen;
    const char *public_url;
    const char *jwt_issuers, *jwt_keys, *jwt_issuer, *jwt_audience;
    const char *jwt_roles_claim, *jwt_units_claim, *jwt_subject_claim, *jwt_audience_claim, *jwt_access_claim;
    const char *jwt_role_map, *jwt_typ, *jwt_alg, *development_keys;
    const char *secret;
    const char *cors_origins, *trusted_proxies;
    const char *log_level;
    const char *live_on, *time_zone; /* `tdkt migrate` stores them in the database; "": leaves them as they are */
    int jwt_skew, jwt_kept_hours, token_cache, scope_ttl;
    int connection_limit, per_address_limit, body_limit;
    int idle_timeout, header_timeout, body_timeout, answer_timeout, drain_delay, drain_timeout;
    int db_connections, db_waiting, db_acquire_ms, db_connect_ms, statement_ms;
    int rate_limit, rate_burst, wait_for_schema;
};

/* Reads the environment. False: `why` holds one line that names the variable and what is wrong with it; nothing is kept. */
bool config_read(struct config *config, char *why, size_t why_size);

/* The same, but adds everything that is wrong. A number that could not be read has its default. Always call config_free(). */
void config_read_all(struct config *config, struct findings *findings);

void config_free(struct config *config);

/* The name of row `number`, from 0; NULL: no more rows. */
const char *config_name(size_t number);

/* Prints the table for people. */
void config_print(FILE *out);
