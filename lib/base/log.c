/* log: see log.h. A line is built first and handed on whole (log_writer.h), so lines of different threads never mix. */
#include "base/log.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log_writer.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

enum { LINE_BYTES = 16 * 1024 };

static atomic_int least_level = LOG_INFO;

static const char *const level_names[] = {"debug", "info", "warn", "error"};

void log_set_level(enum log_level least)
{
    atomic_store(&least_level, (int)least);
}

static void add_head(struct buf *line, enum log_level level, const char *event)
{
    struct timespec now;
    struct tm utc;
    char time[40];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%S", &utc);
    buf_addf(line, "{\"time\":\"%s.%03ldZ\",\"level\":\"%s\",\"event\":", time, now.tv_nsec / 1000000,
             level_names[level]);
    buf_adds_json(line, event);
}

static void write_line(struct buf *line)
{
    buf_adds(line, "}\n");
    log_put(line->text, line->length);
}

void log_event(enum log_level level, const char *event, const char *fields)
{
    if ((int)level < atomic_load(&least_level))
        return;
    char storage[LINE_BYTES];
    struct buf line;
    buf_init_fixed(&line, storage, sizeof storage);
    add_head(&line, level, event);
    if (fields) {
        buf_addc(&line, ',');
        buf_adds(&line, fields);
    }
    write_line(&line);
}

void log_say(enum log_level level, const char *event, const char *format, ...)
{
    if ((int)level < atomic_load(&least_level))
        return;
    struct arena *a = arena_new();
    struct buf line;
    va_list args;
    va_start(args, format);
    const char *message = arena_vprintf(a, format, args);
    va_end(args);
    buf_init(&line, a, LINE_BYTES);
    add_head(&line, level, event);
    buf_adds(&line, ",\"message\":");
    buf_adds_json(&line, message);
    write_line(&line);
    arena_free(a);
}
