/* Rounds: one task asks for many, and nobody gets the answer to a question that was asked before they came. */
#include "base/rounds.h"

#include "base/deadline.h"
#include "base/loop.h"
#include "base/wait.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

enum { THREADS = 8, JOINS = 3000, TASKS = 200 };

/* The value asked for: a number that grows. An answer is right when it is not smaller than the number at the call. */
static atomic_int number, seen, asking;
static struct rounds *rounds;

static bool look(void *cls)
{
    (void)cls;
    assert_int_equal(atomic_fetch_add(&asking, 1), 0);
    int now = atomic_load(&number);
    for (volatile int i = 0; i < 200; i++)
        ;
    atomic_store(&seen, now);
    atomic_fetch_sub(&asking, 1);
    return true;
}

static void *join_often(void *failures)
{
    for (int i = 0; i < JOINS; i++) {
        int before = atomic_fetch_add(&number, 1) + 1;
        if (!rounds_join(rounds, NO_DEADLINE) || atomic_load(&seen) < before)
            atomic_fetch_add((atomic_int *)failures, 1);
    }
    return NULL;
}

static void an_answer_is_never_older_than_its_question(void **state)
{
    pthread_t threads[THREADS];
    atomic_int failures = 0;
    (void)state;
    rounds = rounds_new(look, NULL);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, join_often, &failures);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(failures, 0);
    rounds_free(rounds);
}

static struct watch gate;
static int asked, told, refused;

static bool ask_at_the_gate(void *cls)
{
    (void)cls;
    asked++;
    return watch_wait(&gate, POLLIN, deadline_in(5000));
}

struct caller {
    int patience_ms;
};

static void join_once(void *cls)
{
    const struct caller *caller = cls;
    if (rounds_join(rounds, deadline_in(caller->patience_ms)))
        told++;
    else
        refused++;
}

static void nothing(void *cls)
{
    (void)cls;
}

static void turn_until(struct loop *loop, int tasks)
{
    for (int64_t end = deadline_in(10000); loop_tasks(loop) > tasks && clock_ms() < end;)
        loop_turn(loop, 20);
    assert_int_equal(loop_tasks(loop), tasks);
}

static void start(int pipe_ends[2])
{
    assert_int_equal(pipe(pipe_ends), 0);
    gate = watch_new(pipe_ends[0]);
    asked = told = refused = 0;
    rounds = rounds_new(ask_at_the_gate, NULL);
}

static void finish(struct loop *loop, const int pipe_ends[2])
{
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    rounds_free(rounds);
    loop_free(loop);
}

static void many_tasks_share_two_questions(void **state)
{
    struct loop *loop = loop_new();
    struct caller patient = {5000};
    int ends[2];
    (void)state;
    start(ends);
    for (int i = 0; i < TASKS; i++)
        assert_int_equal(loop_run(loop, join_once, nothing, &patient), TASK_WAITS);
    loop_turn(loop, 10);
    assert_int_equal(asked, 1);
    assert_int_equal(write(ends[1], "x", 1), 1);
    turn_until(loop, 0);
    assert_int_equal(asked, 2);
    assert_int_equal(told, TASKS);
    finish(loop, ends);
}

static void a_task_that_times_out_leaves_and_the_others_are_answered(void **state)
{
    struct loop *loop = loop_new();
    struct caller patient = {5000}, hasty = {30};
    int ends[2];
    (void)state;
    start(ends);
    for (int i = 0; i < 30; i++)
        assert_int_equal(loop_run(loop, join_once, nothing, i % 3 == 1 ? &hasty : &patient), TASK_WAITS);
    turn_until(loop, 20);
    assert_int_equal(refused, 10);
    assert_int_equal(write(ends[1], "x", 1), 1);
    turn_until(loop, 0);
    assert_int_equal(told, 20);
    finish(loop, ends);
}

static void a_question_that_fails_fails_for_all(void **state)
{
    struct loop *loop = loop_new();
    struct caller patient = {5000};
    int ends[2];
    (void)state;
    start(ends);
    for (int i = 0; i < 10; i++)
        loop_run(loop, join_once, nothing, &patient);
    loop_end_waits(loop);
    turn_until(loop, 0);
    assert_int_equal(told, 0);
    assert_int_equal(refused, 10);
    finish(loop, ends);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_never_older_than_its_question),
        cmocka_unit_test(many_tasks_share_two_questions),
        cmocka_unit_test(a_task_that_times_out_leaves_and_the_others_are_answered),
        cmocka_unit_test(a_question_that_fails_fails_for_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
