/*
 * work: the database session of a command: one connection, long time limits.
 *
 * Layer: api. Used by the commands that write: migrate, seed, load-units.
 */
#pragma once

#include "base/ctx.h"
#include "pg/query.h"
#include "program/config.h"

#include <stdbool.h>

struct arena;
struct pool;

struct work {
    struct config config;
    struct arena *arena;
    struct ctx ctx;
    struct pool *pool;
    struct db db;
};

/* False: a setting is wrong, and standard error says which. */
bool work_begin(struct work *w);

/* Says what went wrong unless `is_done`; returns the exit status. */
int work_end(struct work *w, bool is_done);

/* Whether this login owns the tables, or may make them. */
bool work_may_own(struct work *w);
