/*
 * resolve: host names to addresses, within a deadline.
 *
 * Layer: pg, private. libpq asks the system's resolver itself, and waits as long as that does: ten seconds and more when its
 * servers are away. So names are looked up here, each on a thread that outlives a caller who has waited enough, and libpq gets
 * addresses. A name with several addresses takes several places in the list; one that is not known takes none.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct conninfo;
struct ctx;

/* New texts live in ctx's arena. False: no host is left, and the problem is set, PROBLEM_UNAVAILABLE. */
bool resolve_hosts(struct ctx *ctx, struct conninfo *resolved, const struct conninfo *info, int64_t deadline);
