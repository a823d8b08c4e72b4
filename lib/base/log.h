/*
 * log: JSON lines on standard error. A command writes each line itself. A service starts a writer thread, so that logging never
 * waits for the reader of the log: lines that do not fit into the writer's memory are dropped, and a later line says how many.
 *
 * Layer: base. Thread-safe. Never give it a token, a citizen id or a personal name.
 */
#pragma once

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Lines below `least` are dropped. Default LOG_INFO. */
void log_set_level(enum log_level least);

/* {"time":…,"level":…,"event":event,…}: `fields` is complete JSON members without braces ("\"a\":1"), or NULL. */
void log_event(enum log_level level, const char *event, const char *fields);

/* {"time":…,"level":…,"event":event,"message":…} */
void log_say(enum log_level level, const char *event, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Start and stop the writer thread. Without it, or when it cannot start, lines are written at once. log_stop() writes what is left. */
void log_start(void);
void log_stop(void);
