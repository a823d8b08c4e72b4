/*
 * resolve: host names to addresses, within a deadline.
 *
 * Layer: pg, private. libpq asks the system's resolver itself and waits as long as the resolver does: ten seconds and more when
 * the name servers are away. So names are looked up here, each on a thread that may outlive the caller's deadline, and libpq gets
 * addresses. A name with several addresses takes several places in the list; an unknown one takes none.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct conninfo;
struct ctx;

/* New texts live in ctx's arena. False: no host is left, and the problem is set, PROBLEM_UNAVAILABLE. */
bool resolve_hosts(struct ctx *ctx, struct conninfo *resolved, const struct conninfo *info, int64_t deadline);
