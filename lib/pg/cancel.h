/*
 * cancel: asking the server to stop what its processes are doing, with the deadline that libpq's PQcancel() lacks.
 *
 * Layer: pg, private. Thread-safe.
 */
#pragma once

struct conninfo;

/*
 * `processes` is an array literal of the database, of processes of this login. Each ends its statement with SQLSTATE 57014
 * and undoes it; one that is between two statements, or committing, goes on. What cannot be asked in time is left alone.
 */
void cancel_processes(const struct conninfo *info, const char *processes, int milliseconds);
