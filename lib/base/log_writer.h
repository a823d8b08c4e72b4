/*
 * log_writer: where the lines of the log go.
 *
 * Layer: base, private to the log. Thread-safe.
 */
#pragma once

#include <stddef.h>

/* A whole line, to standard error now, or into the memory of the writer that log_start() made. */
void log_put(const char *line, size_t length);
