/*
 * login: may this login serve requests, and is it PostgreSQL itself that answers?
 *
 * Layer: pg, private. Row security does not stop a superuser, a BYPASSRLS role or (where it is not forced) a table's
 * owner, nor a role that can become one of them. A temporary table hides ours of the same name. A pooler that gives one
 * session to many clients (PgBouncer) mixes up their prepared statements and settings.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct connection;
struct ctx;

/* One round trip. False: the problem is set, PROBLEM_INTERNAL when it may not serve. */
bool login_is_fit(struct ctx *ctx, struct connection *c, int64_t deadline);
