/* The writer of the log: a thread that logs never waits for the reader, and dropped lines are counted. */
#include "base/log.h"

#include "base/deadline.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { LINES = 20000, MUCH = 8 * 1024 * 1024 };

static char text[MUCH];

/* Makes a pipe of standard error; returns the end to read. */
static int redirect(int *kept)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    *kept = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return ends[0];
}

static void restore(int kept, int reader)
{
    dup2(kept, STDERR_FILENO);
    close(kept);
    close(reader);
}

/* Reads until `word` has come, at most five seconds. */
static size_t read_until(int reader, size_t length, const char *word)
{
    for (int64_t end = deadline_in(5000); clock_ms() < end && length < sizeof text - 1;) {
        ssize_t got = read(reader, text + length, sizeof text - 1 - length);
        if (got > 0)
            length += (size_t)got;
        text[length] = '\0';
        size_t tail = length > 65536 ? length - 65536 : 0;
        if (strstr(text + tail, word))
            return length;
        if (got < 0)
            usleep(1000);
    }
    return length;
}

static void nobody_waits_for_a_reader_who_does_not_read(void **state)
{
    int kept, reader = redirect(&kept);
    (void)state;
    log_start();
    int64_t began = clock_ms();
    for (int i = 0; i < LINES; i++)
        log_event(LOG_INFO, "request", "\"filler\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"");
    int64_t took = clock_ms() - began;
    size_t length = read_until(reader, 0, "log_dropped");
    log_say(LOG_INFO, "last", "word");
    read_until(reader, length, "\"last\"");
    log_stop();
    restore(kept, reader);
    assert_true(took < 4000);
    assert_non_null(strstr(text, "\"event\":\"log_dropped\""));
    assert_non_null(strstr(text, "\"event\":\"last\""));
}

static void what_was_said_before_the_end_is_written(void **state)
{
    int kept, reader = redirect(&kept);
    (void)state;
    log_start();
    for (int i = 0; i < 100; i++)
        log_say(LOG_INFO, "line", "%d", i);
    log_stop();
    log_say(LOG_INFO, "after", "at once");
    size_t length = read_until(reader, 0, "\"after\"");
    restore(kept, reader);
    int lines = 0;
    for (size_t i = 0; i < length; i++)
        lines += text[i] == '\n';
    assert_int_equal(lines, 101);
    assert_non_null(strstr(text, "\"message\":\"99\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_waits_for_a_reader_who_does_not_read),
        cmocka_unit_test(what_was_said_before_the_end_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
