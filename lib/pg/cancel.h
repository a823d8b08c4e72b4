/*
 * cancel: asks the server to stop what some of its processes do, with the deadline that libpq's PQcancel() lacks.
 *
 * Layer: pg, private. Thread-safe.
 */
#pragma once

struct conninfo;

/*
 * `processes` is an array literal of PostgreSQL with ids of processes of this login. Each ends its statement with SQLSTATE 57014
 * and undoes it; one that is between two statements, or committing, goes on. If the time is over, the rest are left alone.
 */
void cancel_processes(const struct conninfo *info, const char *processes, int milliseconds);
