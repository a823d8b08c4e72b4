/*
 * login: may this login serve requests?
 *
 * Layer: pg, private. Row security protects nothing from a superuser, a BYPASSRLS role or (where it is not forced) a
 * table's owner, nor from a role that could become one of them.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct connection;
struct ctx;

/* One round trip. False: the problem is set, PROBLEM_INTERNAL when the login is too powerful. */
bool login_is_fit(struct ctx *ctx, struct connection *c, int64_t deadline);
