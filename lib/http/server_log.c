/* server_log: sends the libraries' own messages to our log, never to the console. */
#include "http/server_private.h"

#include "base/log.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <yder.h>

static void on_yder(void *cls, const char *app, time_t date, unsigned long level, const char *message)
{
    (void)cls;
    (void)app;
    (void)date;
    log_say(level == Y_LOG_LEVEL_ERROR ? LOG_WARN : LOG_DEBUG, "ulfius", "%s", message);
}

static void open_yder(void)
{
    y_init_logs("tdkt", Y_LOG_MODE_CALLBACK, Y_LOG_LEVEL_WARNING, NULL, "");
    y_set_logs_callback(on_yder, NULL, "");
}

void server_log_open(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, open_yder);
}

/* Callers can cause most of these messages (resets, cut requests). We warn only of limits, once a second at most. */
static bool is_worth_a_warning(const char *message)
{
    static _Atomic(time_t) last;
    time_t now = time(NULL);
    return strstr(message, "limit") && atomic_exchange(&last, now) != now;
}

void server_log_mhd(void *cls, const char *format, va_list args)
{
    const struct server_config *config = cls;
    char message[512];
    vsnprintf(message, sizeof message, format, args);
    message[strcspn(message, "\r\n")] = '\0';
    log_say(is_worth_a_warning(message) ? LOG_WARN : LOG_DEBUG, "microhttpd", "%s: %s", config->name, message);
}
