/*
 * rows: a result of the database in the hands of an arena.
 *
 * Layer: pg, private part; the readers are in query.h.
 */
#pragma once

#include <libpq-fe.h>

struct arena;
struct rows;

/* Takes `result`; both die with the arena. */
struct rows *rows_own(struct arena *a, PGresult *result);
