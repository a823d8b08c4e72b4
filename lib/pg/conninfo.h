/*
 * conninfo: the database URL and the settings that this program wants for every connection.
 *
 * Layer: pg. Session settings travel in the start-up packet, so that a new connection costs no further round trip.
 * Unless the URL sets them, keepalives and tcp_user_timeout are set so that a dead network shows within seconds.
 * Several hosts take turns to be tried first: a host that never answers costs one attempt, not all of them.
 */
#pragma once

#include <stdbool.h>

struct arena;

enum { CONNINFO_MAX = 64 };

struct conninfo {
    const char *keywords[CONNINFO_MAX + 1]; /* NULL-terminated, as PQconnectStartParams wants them */
    const char *values[CONNINFO_MAX + 1];
    int hosts;
};

/* Everything lives in `a`. False: the URL is malformed. */
bool conninfo_parse(struct conninfo *info, struct arena *a, const char *url, int statement_timeout_ms);

/* The same with host number `turn` (modulo their number) first; new texts live in `a`. */
void conninfo_rotate(struct conninfo *rotated, struct arena *a, const struct conninfo *info, unsigned turn);
