/*
 * log_writer: see log.h. One buffer is filled while the other is written, so a busy second costs a few large writes. A reader that
 * does not read (a full pipe, a stopped terminal) holds up only the writer.
 */
#include "base/log_writer.h"

#include "base/log.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER_BYTES = 1024 * 1024, GATHER_NS = 2000000, LAST_WORDS_MS = 1000 };

struct lines {
    char bytes[BUFFER_BYTES];
    size_t length;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards what follows */
static pthread_cond_t came = PTHREAD_COND_INITIALIZER;
static struct lines *filling; /* NULL: there is no writer */
static unsigned long long dropped;
static bool is_ending;
static pthread_t writer;

/* True: all was written. `patience_ms` -1: without limit. */
static bool write_all(const char *bytes, size_t length, int patience_ms)
{
    while (length > 0) {
        struct pollfd p = {.fd = STDERR_FILENO, .events = POLLOUT};
        if (poll(&p, 1, patience_ms) == 0)
            return false;
        ssize_t written = write(STDERR_FILENO, bytes, length);
        if (written < 0 && errno != EINTR && errno != EAGAIN)
            return false; /* nobody is left to tell */
        bytes += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

void log_put(const char *line, size_t length)
{
    pthread_mutex_lock(&lock);
    struct lines *lines = filling;
    if (lines && lines->length + length <= BUFFER_BYTES) {
        memcpy(lines->bytes + lines->length, line, length);
        lines->length += length;
        if (lines->length == length)
            pthread_cond_signal(&came);
    } else if (lines)
        dropped++;
    pthread_mutex_unlock(&lock);
    if (!lines)
        write_all(line, length, -1);
}

/* Under the lock. Lines dropped since the last call. */
static unsigned long long take_dropped(void)
{
    unsigned long long count = dropped;
    dropped = 0;
    return count;
}

static void tell_dropped(unsigned long long count)
{
    if (count)
        log_say(LOG_WARN, "log_dropped", "%llu lines were dropped: they were not read fast enough", count);
}

/* Waits for lines and takes them in exchange for an empty buffer. False: these are the last. */
static bool exchange_lines(struct lines **lines)
{
    const struct timespec gather = {.tv_nsec = GATHER_NS};
    pthread_mutex_lock(&lock);
    while (filling->length == 0 && !is_ending)
        pthread_cond_wait(&came, &lock);
    bool ends = is_ending;
    pthread_mutex_unlock(&lock);
    if (!ends)
        nanosleep(&gather, NULL);
    pthread_mutex_lock(&lock);
    struct lines *full = filling;
    filling = *lines;
    filling->length = 0;
    *lines = full;
    unsigned long long count = take_dropped();
    pthread_mutex_unlock(&lock);
    tell_dropped(count);
    return !ends;
}

static void *run(void *pointer)
{
    struct lines *lines = pointer;
    bool goes_on = true;
    while (goes_on) {
        goes_on = exchange_lines(&lines);
        write_all(lines->bytes, lines->length, goes_on ? -1 : LAST_WORDS_MS);
    }
    free(lines);
    return NULL;
}

void log_start(void)
{
    struct lines *first = calloc(1, sizeof *first), *second = calloc(1, sizeof *second);
    if (!first || !second)
        abort();
    filling = first;
    is_ending = false;
    if (pthread_create(&writer, NULL, run, second) == 0)
        return;
    filling = NULL;
    free(first);
    free(second);
}

void log_stop(void)
{
    pthread_mutex_lock(&lock);
    bool runs = filling != NULL;
    is_ending = true;
    pthread_cond_signal(&came);
    pthread_mutex_unlock(&lock);
    if (!runs)
        return;
    pthread_join(writer, NULL);
    pthread_mutex_lock(&lock);
    struct lines *left = filling;
    filling = NULL;
    pthread_mutex_unlock(&lock);
    write_all(left->bytes, left->length, LAST_WORDS_MS);
    free(left);
}
