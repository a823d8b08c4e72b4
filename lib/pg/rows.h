/*
 * rows: a result of the database, owned by an arena.
 *
 * Layer: pg, private; the functions that read rows are in query.h.
 */
#pragma once

#include <libpq-fe.h>

struct arena;
struct rows;

/* Takes `result`; both die with the arena. */
struct rows *rows_own(struct arena *a, PGresult *result);
