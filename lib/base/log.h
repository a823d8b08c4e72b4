/*
 * log: JSON lines on standard error, one write(2) each.
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
