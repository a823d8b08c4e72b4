/* The event loop: tasks that wait for descriptors, for other threads to wake them, for helpers, and for too long. */
#include "base/loop.h"

#include "base/deadline.h"
#include "base/wait.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { MANY = 500, ROUNDS = 20 };

static int ended;

static void count_end(void *cls)
{
    (void)cls;
    ended++;
}

static void turn_until_idle(struct loop *loop)
{
    for (int64_t end = deadline_in(10000); loop_tasks(loop) > 0 && clock_ms() < end;)
        loop_turn(loop, 100);
    assert_int_equal(loop_tasks(loop), 0);
}

struct reading {
    struct watch watch;
    int64_t patience_ms;
    bool is_ready;
    int rounds;
};

static void read_once(void *cls)
{
    struct reading *r = cls;
    r->is_ready = watch_wait(&r->watch, POLLIN, deadline_in((int)r->patience_ms));
}

static void a_task_goes_on_when_its_descriptor_is_ready(void **state)
{
    struct loop *loop = loop_new();
    int ends[2];
    (void)state;
    assert_int_equal(pipe(ends), 0);
    struct reading r = {.watch = watch_new(ends[0]), .patience_ms = 5000};
    ended = 0;
    assert_int_equal(loop_run(loop, read_once, count_end, &r), TASK_WAITS);
    loop_turn(loop, 20);
    assert_int_equal(ended, 0);
    assert_int_equal(write(ends[1], "x", 1), 1);
    turn_until_idle(loop);
    assert_int_equal(ended, 1);
    assert_true(r.is_ready);
    close(ends[0]);
    close(ends[1]);
    loop_free(loop);
}

static void a_task_is_late_when_nothing_comes(void **state)
{
    struct loop *loop = loop_new();
    int ends[2];
    (void)state;
    assert_int_equal(pipe(ends), 0);
    struct reading r = {.watch = watch_new(ends[0]), .patience_ms = 50, .is_ready = true};
    int64_t began = clock_ms();
    loop_run(loop, read_once, count_end, &r);
    turn_until_idle(loop);
    assert_false(r.is_ready);
    assert_true(clock_ms() - began >= 50);
    close(ends[0]);
    close(ends[1]);
    loop_free(loop);
}

/* Another pipe has the number now: the old watch of this number must not be used for it. */
static void a_descriptor_of_the_same_number_is_another(void **state)
{
    struct loop *loop = loop_new();
    int old[2], fresh[2];
    (void)state;
    assert_int_equal(pipe(old), 0);
    assert_int_equal(write(old[1], "x", 1), 1);
    struct reading r = {.watch = watch_new(old[0]), .patience_ms = 5000};
    loop_run(loop, read_once, count_end, &r);
    turn_until_idle(loop);
    close(old[0]);
    assert_int_equal(pipe(fresh), 0);
    assert_int_equal(fresh[0], old[0]);
    struct reading again = {.watch = watch_new(fresh[0]), .patience_ms = 5000};
    assert_int_equal(loop_run(loop, read_once, count_end, &again), TASK_WAITS);
    loop_turn(loop, 20);
    assert_int_equal(write(fresh[1], "x", 1), 1);
    turn_until_idle(loop);
    assert_true(again.is_ready);
    close(old[1]);
    close(fresh[0]);
    close(fresh[1]);
    loop_free(loop);
}

/* A task that waits for a closed descriptor is woken at once and notices the error when it reads. */
static void a_wait_for_a_closed_descriptor_ends_at_once(void **state)
{
    struct loop *loop = loop_new();
    int ends[2];
    (void)state;
    assert_int_equal(pipe(ends), 0);
    struct reading r = {.watch = watch_new(ends[0]), .patience_ms = 60000};
    close(ends[0]);
    assert_int_equal(loop_run(loop, read_once, count_end, &r), TASK_ENDED);
    assert_true(r.is_ready);
    close(ends[1]);
    loop_free(loop);
}

static void ready_before_anybody_waits(void *cls)
{
    *(int *)cls += 1;
}

static void a_task_that_never_waits_has_ended_at_once(void **state)
{
    struct loop *loop = loop_new();
    int runs = 0;
    (void)state;
    ended = 0;
    for (int i = 0; i < ROUNDS; i++)
        assert_int_equal(loop_run(loop, ready_before_anybody_waits, count_end, &runs), TASK_ENDED);
    assert_int_equal(runs, ROUNDS);
    assert_int_equal(ended, 0);
    loop_free(loop);
}

struct word {
    struct waiter waiter;
    int64_t patience_ms;
    bool is_woken;
};

static void wait_for_word(void *cls)
{
    struct word *w = cls;
    waiter_init(&w->waiter);
    w->is_woken = waiter_wait(&w->waiter, deadline_in((int)w->patience_ms));
    if (!w->is_woken)
        waiter_settle(&w->waiter);
}

static void *give_words(void *cls)
{
    struct word *words = cls;
    for (int i = 0; i < MANY; i++)
        waiter_wake(&words[i].waiter);
    return NULL;
}

static void many_tasks_hear_another_thread(void **state)
{
    struct loop *loop = loop_new();
    struct word *words = calloc(MANY, sizeof *words);
    pthread_t thread;
    (void)state;
    ended = 0;
    for (int i = 0; i < MANY; i++) {
        words[i].patience_ms = 10000;
        assert_int_equal(loop_run(loop, wait_for_word, count_end, &words[i]), TASK_WAITS);
    }
    pthread_create(&thread, NULL, give_words, words);
    turn_until_idle(loop);
    pthread_join(thread, NULL);
    assert_int_equal(ended, MANY);
    for (int i = 0; i < MANY; i++)
        assert_true(words[i].is_woken);
    free(words);
    loop_free(loop);
}

/* The deadline passes while the wake-up is on its way: the task must receive it before the waiter is gone. */
static void a_late_task_still_receives_its_wake_up(void **state)
{
    struct loop *loop = loop_new();
    struct word w = {.patience_ms = 20, .is_woken = true};
    (void)state;
    loop_run(loop, wait_for_word, count_end, &w);
    for (int i = 0; i < 10; i++)
        loop_turn(loop, 10);
    assert_false(w.is_woken);
    assert_int_equal(loop_tasks(loop), 1);
    waiter_wake(&w.waiter);
    turn_until_idle(loop);
    loop_free(loop);
}

static void work_elsewhere(void *cls)
{
    pthread_t *where = cls;
    usleep(20000);
    *where = pthread_self();
}

static void offload_it(void *cls)
{
    offload(work_elsewhere, cls);
}

static void what_is_offloaded_runs_on_another_thread(void **state)
{
    struct loop *loop = loop_new();
    pthread_t where = pthread_self();
    (void)state;
    assert_int_equal(loop_run(loop, offload_it, count_end, &where), TASK_WAITS);
    turn_until_idle(loop);
    assert_false(pthread_equal(where, pthread_self()));
    offload(work_elsewhere, &where); /* outside of a task: on this thread */
    assert_true(pthread_equal(where, pthread_self()));
    loop_free(loop);
}

static void at_the_end_nobody_waits_on(void **state)
{
    struct loop *loop = loop_new();
    int ends[2];
    (void)state;
    assert_int_equal(pipe(ends), 0);
    struct reading r = {.watch = watch_new(ends[0]), .patience_ms = 60000, .is_ready = true};
    pthread_t where;
    loop_run(loop, read_once, count_end, &r);
    loop_run(loop, offload_it, count_end, &where);
    int64_t began = clock_ms();
    loop_end_waits(loop);
    turn_until_idle(loop);
    assert_false(r.is_ready);
    assert_true(clock_ms() - began < 5000);
    r.is_ready = true;
    assert_int_equal(loop_run(loop, read_once, count_end, &r), TASK_ENDED);
    assert_false(r.is_ready);
    close(ends[0]);
    close(ends[1]);
    loop_free(loop);
}

static void *wake_later(void *waiter)
{
    usleep(20000);
    waiter_wake(waiter);
    return NULL;
}

static void a_plain_thread_blocks(void **state)
{
    struct waiter w;
    pthread_t thread;
    (void)state;
    waiter_init(&w);
    assert_false(waiter_wait(&w, deadline_in(20)));
    pthread_create(&thread, NULL, wake_later, &w);
    waiter_settle(&w);
    assert_true(w.is_woken);
    pthread_join(thread, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_task_goes_on_when_its_descriptor_is_ready),
        cmocka_unit_test(a_task_is_late_when_nothing_comes),
        cmocka_unit_test(a_descriptor_of_the_same_number_is_another),
        cmocka_unit_test(a_wait_for_a_closed_descriptor_ends_at_once),
        cmocka_unit_test(a_task_that_never_waits_has_ended_at_once),
        cmocka_unit_test(many_tasks_hear_another_thread),
        cmocka_unit_test(a_late_task_still_receives_its_wake_up),
        cmocka_unit_test(what_is_offloaded_runs_on_another_thread),
        cmocka_unit_test(at_the_end_nobody_waits_on),
        cmocka_unit_test(a_plain_thread_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
