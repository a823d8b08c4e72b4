/*
 * Who gets a place, who waits, who gives way: on one event loop, whose tasks keep their places until they are told to
 * go.
 */
#include "request/admission.h"

#include "base/arena.h"
#include "base/ctx.h"
#include "base/deadline.h"
#include "base/loop.h"
#include "base/wait.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { PLACES = 16, MOST = 12, WAITING = 128, CALLS = 400, PATIENCE_MS = 10000 };

struct call {
    struct admission *admission;
    enum lane lane;
    char subject[24], kind[24];
    struct ctx ctx;
    struct waiter release;
    bool works, is_refused, has_ended;
};

static struct loop *loop;
static struct call calls[CALLS];
static int begun;

static void hold_a_place(void *cls)
{
    struct call *c = cls;
    struct place *place = admission_enter(c->admission, &c->ctx, c->lane, c->subject, c->kind);
    c->is_refused = !place;
    if (!place)
        return;
    c->works = true;
    waiter_init(&c->release);
    waiter_wait(&c->release, NO_DEADLINE);
    c->works = false;
    admission_leave(place);
}

static void note_end(void *cls)
{
    ((struct call *)cls)->has_ended = true;
}

static struct call *ask(struct admission *admission, enum lane lane, const char *subject, const char *kind)
{
    struct call *c = &calls[begun++];
    *c = (struct call){.admission = admission, .lane = lane};
    snprintf(c->subject, sizeof c->subject, "%s", subject);
    snprintf(c->kind, sizeof c->kind, "%s", kind);
    ctx_init(&c->ctx, arena_new());
    if (loop_run(loop, hold_a_place, note_end, c) == TASK_ENDED)
        c->has_ended = true;
    return c;
}

static void turn(void)
{
    for (int i = 0; i < 5; i++)
        loop_turn(loop, 0);
}

static void let_go(struct call *c)
{
    waiter_wake(&c->release);
    turn();
}

static int at_work(const char *subject)
{
    int count = 0;
    for (int i = 0; i < begun; i++)
        count += calls[i].works && (!subject || strcmp(calls[i].subject, subject) == 0);
    return count;
}

static int refused(void)
{
    int count = 0;
    for (int i = 0; i < begun; i++)
        count += calls[i].is_refused;
    return count;
}

static int set_up(void **state)
{
    loop = loop_new();
    begun = 0;
    *state = admission_new(PLACES, WAITING, PATIENCE_MS);
    return 0;
}

static int tear_down(void **state)
{
    admission_close(*state);
    for (int round = 0; round < 50 && loop_tasks(loop); round++) {
        for (int i = 0; i < begun; i++)
            if (calls[i].works && !calls[i].release.is_woken)
                let_go(&calls[i]);
        turn();
    }
    assert_int_equal(loop_tasks(loop), 0);
    for (int i = 0; i < begun; i++)
        arena_free(calls[i].ctx.arena);
    loop_free(loop);
    admission_free(*state);
    return 0;
}

static void ask_often(struct admission *a, int times, enum lane lane, const char *subject, const char *kind)
{
    for (int i = 0; i < times; i++)
        ask(a, lane, subject, kind);
}

static void one_caller_leaves_a_quarter(void **state)
{
    ask_often(*state, 30, LANE_READ, "noisy", "collectives");
    assert_int_equal(at_work("noisy"), MOST);
    ask_often(*state, 4, LANE_READ, "quiet", "individuals");
    assert_int_equal(at_work("quiet"), PLACES - MOST);
}

/* As when one table is locked: callers who ask for something else are served. */
static void one_kind_of_record_leaves_a_quarter(void **state)
{
    char name[24];
    for (int i = 0; i < 30; i++) {
        snprintf(name, sizeof name, "caller.%d", i);
        ask(*state, LANE_READ, name, "collectives");
    }
    assert_int_equal(at_work(NULL), MOST);
    assert_true(ask(*state, LANE_READ, "another", "awards")->works);
}

static void lanes_are_small(void **state)
{
    char name[24];
    for (int i = 0; i < 20; i++) {
        snprintf(name, sizeof name, "kind.%d", i);
        ask(*state, LANE_REPORT, name, name);
    }
    assert_int_equal(at_work(NULL), PLACES / 8);
    for (int i = 0; i < 20; i++) {
        snprintf(name, sizeof name, "search.%d", i);
        ask(*state, LANE_SEARCH, name, name);
    }
    assert_int_equal(at_work(NULL), PLACES / 8 + PLACES / 4);
    assert_true(ask(*state, LANE_READ, "reader", "awards")->works);
}

static void the_caller_with_the_fewest_places_comes_first(void **state)
{
    ask_often(*state, 4, LANE_READ, "other", "awards");
    ask_often(*state, 30, LANE_READ, "noisy", "collectives");
    struct call *quiet = ask(*state, LANE_READ, "quiet", "individuals");
    assert_false(quiet->works);
    let_go(&calls[0]);
    assert_true(quiet->works);
}

static void a_full_queue_refuses_at_once_and_says_when_to_come_again(void **state)
{
    ask_often(*state, MOST + WAITING, LANE_READ, "noisy", "collectives");
    assert_int_equal(refused(), 0);
    struct call *last = ask(*state, LANE_READ, "noisy", "collectives");
    assert_true(last->is_refused);
    assert_true(last->has_ended);
    assert_int_equal(last->ctx.problem.kind, PROBLEM_UNAVAILABLE);
    assert_int_equal(last->ctx.problem.retry_after, 1);
}

static void in_a_full_queue_the_greediest_gives_way(void **state)
{
    ask_often(*state, MOST + WAITING, LANE_READ, "noisy", "collectives");
    struct call *quiet = ask(*state, LANE_READ, "quiet", "collectives");
    turn();
    assert_false(quiet->is_refused);
    assert_true(calls[MOST + WAITING - 1].is_refused);
    assert_int_equal(refused(), 1);
}

/* A lane without progress takes only a few more into its queue. */
static void a_lane_that_stands_still_takes_few(void **state)
{
    ask_often(*state, MOST + 8, LANE_READ, "noisy", "collectives");
    usleep(1100000);
    struct call *late = ask(*state, LANE_READ, "noisy", "collectives");
    assert_true(late->is_refused);
}

/*
 * A lane that was idle for long and now waits for the others' places is not stuck, because nobody was waiting before.
 */
static void an_idle_lane_is_not_stuck(void **state)
{
    struct admission_figures f;
    ask_often(*state, MOST, LANE_READ, "a", "collectives");
    ask_often(*state, PLACES - MOST, LANE_READ, "b", "individuals");
    usleep(1100000);
    assert_false(ask(*state, LANE_WRITE, "c", "awards")->works);
    admission_figures(*state, LANE_WRITE, &f);
    assert_int_equal(f.waiting, 1);
    assert_int_equal(f.stuck_s, 0);
    usleep(1100000);
    admission_figures(*state, LANE_WRITE, &f);
    assert_int_equal(f.stuck_s, 1);
}

static void who_waits_too_long_is_refused(void **state)
{
    struct admission *hasty = admission_new(1, WAITING, 30);
    (void)state;
    struct call *first = ask(hasty, LANE_READ, "a", "x"), *second = ask(hasty, LANE_READ, "b", "x");
    for (int64_t end = deadline_in(2000); !second->has_ended && clock_ms() < end;)
        loop_turn(loop, 10);
    assert_true(second->is_refused);
    let_go(first);
    assert_true(first->has_ended);
    struct call *third = ask(hasty, LANE_READ, "b", "x");
    assert_true(third->works);
    let_go(third);
    admission_free(hasty);
}

static void after_the_end_nobody_enters(void **state)
{
    ask_often(*state, MOST + 5, LANE_READ, "noisy", "collectives");
    admission_close(*state);
    turn();
    assert_int_equal(refused(), 5);
    assert_true(ask(*state, LANE_READ, "quiet", "awards")->is_refused);
    assert_int_equal(at_work(NULL), MOST);
}

/* Two loops at once with short calls: no call is lost, and no place either. */
enum { THREADS = 2, SHORT = 3000, AT_ONCE = 40 };

struct crowd {
    struct admission *admission;
    struct loop *loop;
    int served, refused;
};

static void enter_and_leave(void *cls)
{
    struct crowd *crowd = cls;
    struct ctx ctx;
    ctx_init(&ctx, arena_new());
    struct place *place = admission_enter(crowd->admission, &ctx, LANE_WRITE, "somebody", "collectives");
    struct waiter nap;
    waiter_init(&nap);
    if (place)
        waiter_wait(&nap, deadline_in(1));
    *(place ? &crowd->served : &crowd->refused) += 1;
    admission_leave(place);
    arena_free(ctx.arena);
}

static void ignore_end(void *cls)
{
    (void)cls;
}

static void *run_crowd(void *pointer)
{
    struct crowd *crowd = pointer;
    crowd->loop = loop_new();
    for (int i = 0; i < SHORT; i++) {
        loop_run(crowd->loop, enter_and_leave, ignore_end, crowd);
        while (loop_tasks(crowd->loop) >= AT_ONCE)
            loop_turn(crowd->loop, 10);
    }
    while (loop_tasks(crowd->loop))
        loop_turn(crowd->loop, 10);
    loop_free(crowd->loop);
    return NULL;
}

static void no_place_is_lost_between_threads(void **state)
{
    pthread_t threads[THREADS];
    struct crowd crowds[THREADS] = {{.admission = *state}, {.admission = *state}};
    struct admission_figures f;
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, run_crowd, &crowds[i]);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(crowds[i].served + crowds[i].refused, SHORT);
        assert_true(crowds[i].served > 0);
    }
    admission_figures(*state, LANE_WRITE, &f);
    assert_int_equal(f.working, 0);
    assert_int_equal(f.waiting, 0);
    assert_int_equal(f.refused, crowds[0].refused + crowds[1].refused);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(one_caller_leaves_a_quarter),
        CASE(one_kind_of_record_leaves_a_quarter),
        CASE(lanes_are_small),
        CASE(the_caller_with_the_fewest_places_comes_first),
        CASE(a_full_queue_refuses_at_once_and_says_when_to_come_again),
        CASE(in_a_full_queue_the_greediest_gives_way),
        CASE(a_lane_that_stands_still_takes_few),
        CASE(an_idle_lane_is_not_stuck),
        CASE(who_waits_too_long_is_refused),
        CASE(after_the_end_nobody_enters),
        CASE(no_place_is_lost_between_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
