/*
 * log_writer: where the lines of the log go.
 *
 * Layer: base, private to the log. Thread-safe.
 */
#pragma once

#include <stddef.h>

/* Writes a whole line to standard error, or hands it to the writer thread after log_start(). */
void log_put(const char *line, size_t length);
