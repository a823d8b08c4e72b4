/*
 * rate limiter: one account for each subject, whoever shares its place. Nobody gets a new allowance because their
 * account was dropped.
 */
#include "request/rate_limit.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { BURST = 5, MANY = 5000, THREADS = 8, TRIES = 20000 };

static const uint64_t second = 1000000000, start = 1000000000000;

static const char *named(char out[static 40], const char *prefix, int number)
{
    snprintf(out, 40, "%s.%d", prefix, number);
    return out;
}

static int taken(struct rate_limiter *limiter, const char *subject, uint64_t now_ns, int tries)
{
    int may = 0, retry_after;
    for (int i = 0; i < tries; i++)
        may += rate_limiter_take_at(limiter, subject, now_ns, &retry_after);
    return may;
}

static void no_limit_is_none(void **state)
{
    int retry_after;
    (void)state;
    assert_null(rate_limiter_new(0, BURST, RATE_SUBJECTS));
    for (int i = 0; i < 100; i++)
        assert_true(rate_limiter_take(NULL, "a", &retry_after));
}

/* These pairs once shared one place of a table without names, and each gave the other a full allowance. */
static void subjects_do_not_reset_each_other(void **state)
{
    static const char *const pairs[][2] = {{"caller.0", "caller.318"}, {"rel.rate.0", "rel.rate.787"}};
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct rate_limiter *limiter = rate_limiter_new(1, BURST, RATE_SUBJECTS);
        int may = 0;
        for (int turn = 0; turn < 100; turn++)
            may += taken(limiter, pairs[i][turn % 2], start, 1);
        assert_int_equal(may, 2 * BURST);
        rate_limiter_free(limiter);
    }
}

/* More subjects than shards, or than chains in a shard, in turns: each has exactly its own account. */
static void each_has_its_own(void **state)
{
    char name[40];
    (void)state;
    struct rate_limiter *limiter = rate_limiter_new(1, BURST, RATE_SUBJECTS);
    for (int turn = 1; turn <= BURST + 1; turn++)
        for (int i = 0; i < MANY; i++)
            assert_int_equal(taken(limiter, named(name, "caller", i), start, 1), turn <= BURST);
    assert_int_equal(rate_limiter_subjects(limiter), MANY);
    rate_limiter_free(limiter);
}

static void comes_back_with_time(void **state)
{
    int retry_after = 0;
    (void)state;
    struct rate_limiter *limiter = rate_limiter_new(2, BURST, RATE_SUBJECTS);
    assert_int_equal(taken(limiter, "a", start, BURST + 3), BURST);
    assert_false(rate_limiter_take_at(limiter, "a", start + second / 2 - 1000, &retry_after));
    assert_int_equal(retry_after, 1);
    assert_int_equal(taken(limiter, "a", start + second / 2, 3), 1);
    assert_int_equal(taken(limiter, "a", start + 2 * second, 9), 3);
    assert_int_equal(taken(limiter, "a", start + 3600 * second, 99), BURST);
    rate_limiter_free(limiter);
}

static void says_when(void **state)
{
    static const int limits[] = {1, 3, 7, 100, 1000};
    (void)state;
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        int retry_after = 0;
        struct rate_limiter *limiter = rate_limiter_new(limits[i], 1, RATE_SUBJECTS);
        assert_true(rate_limiter_take_at(limiter, "a", start, &retry_after));
        assert_false(rate_limiter_take_at(limiter, "a", start, &retry_after));
        assert_int_equal(retry_after, 1);
        assert_true(rate_limiter_take_at(limiter, "a", start + (uint64_t)retry_after * second, &retry_after));
        rate_limiter_free(limiter);
    }
}

/* Threads read the clock before they are served: an older time neither adds nor removes anything. */
static void time_never_runs_back(void **state)
{
    (void)state;
    struct rate_limiter *limiter = rate_limiter_new(1, BURST, RATE_SUBJECTS);
    assert_int_equal(taken(limiter, "a", start, BURST), BURST);
    assert_int_equal(taken(limiter, "a", start - 600 * second, 10), 0);
    assert_int_equal(taken(limiter, "a", start + second, 10), 1);
    assert_int_equal(taken(limiter, "a", 0, 10), 0);
    assert_int_equal(taken(limiter, "a", start + second, 10), 0);
    rate_limiter_free(limiter);
}

static void memory_is_bounded(void **state)
{
    char name[40];
    (void)state;
    struct rate_limiter *limiter = rate_limiter_new(1, BURST, 2 * RATE_SHARDS);
    for (int i = 0; i < MANY; i++)
        taken(limiter, named(name, "caller", i), start + (uint64_t)i * second / 100, 1);
    assert_int_equal(rate_limiter_subjects(limiter), 2 * RATE_SHARDS);
    rate_limiter_free(limiter);
}

/* A newcomer takes the place of an account that is full again. An account that is not full keeps its place. */
static void an_account_that_is_full_again_makes_room(void **state)
{
    char name[40];
    (void)state;
    struct rate_limiter *limiter = rate_limiter_new(1, BURST, RATE_SHARDS);
    for (int i = 0; i < MANY; i++) {
        uint64_t moment = start + (uint64_t)i * (BURST + 1) * second;
        assert_int_equal(taken(limiter, named(name, "caller", i), moment, BURST + 2), BURST);
    }
    rate_limiter_free(limiter);
}

/* All places belong to callers over their limit: the refused stay refused, and newcomers share what is left. */
static void nobody_is_refreshed_when_it_is_full(void **state)
{
    char name[40];
    int may = 0;
    (void)state;
    struct rate_limiter *limiter = rate_limiter_new(1, BURST, 4 * RATE_SHARDS);
    for (int i = 0; i < MANY; i++)
        may += taken(limiter, named(name, "caller", i), start, BURST + 1);
    assert_int_equal(may, (4 + 1) * RATE_SHARDS * BURST);
    for (int i = 0; i < MANY; i++)
        assert_int_equal(taken(limiter, named(name, "caller", i), start, 3), 0);
    for (int i = 0; i < MANY; i++)
        assert_true(taken(limiter, named(name, "caller", i), start + second, BURST) <= 1);
    rate_limiter_free(limiter);
}

/* What newcomers used together counts when one of them gets a place, because this one may have used it. */
static void the_shared_allowance_is_not_a_second_one(void **state)
{
    char name[40];
    (void)state;
    struct rate_limiter *limiter = rate_limiter_new(1, BURST, RATE_SHARDS);
    for (int i = 0; i < MANY; i++)
        taken(limiter, named(name, "caller", i), start, BURST);
    for (int i = 0; i < RATE_SHARDS * 20; i++) {
        uint64_t moment = start + BURST * second; /* every account is full again */
        assert_true(taken(limiter, named(name, "late", i), moment, BURST + 1) <= BURST);
    }
    int again = 0;
    for (int i = 0; i < RATE_SHARDS * 20; i++)
        again += taken(limiter, named(name, "late", i), start + BURST * second, BURST);
    assert_int_equal(again, 0);
    rate_limiter_free(limiter);
}

struct race {
    struct rate_limiter *limiter;
    atomic_int may[3];
};

static void *take_often(void *argument)
{
    static const char *const names[] = {"caller.0", "caller.318", "alone"};
    struct race *race = argument;
    for (int i = 0; i < TRIES; i++)
        atomic_fetch_add(&race->may[i % 3], taken(race->limiter, names[i % 3], start, 1));
    return NULL;
}

static void is_exact_among_threads(void **state)
{
    struct race race = {.limiter = rate_limiter_new(1, 1000, RATE_SUBJECTS)};
    pthread_t threads[THREADS];
    (void)state;
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, take_often, &race);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < 3; i++)
        assert_int_equal(atomic_load(&race.may[i]), 1000);
    rate_limiter_free(race.limiter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_limit_is_none),
        cmocka_unit_test(subjects_do_not_reset_each_other),
        cmocka_unit_test(each_has_its_own),
        cmocka_unit_test(comes_back_with_time),
        cmocka_unit_test(says_when),
        cmocka_unit_test(time_never_runs_back),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(an_account_that_is_full_again_makes_room),
        cmocka_unit_test(nobody_is_refreshed_when_it_is_full),
        cmocka_unit_test(the_shared_allowance_is_not_a_second_one),
        cmocka_unit_test(is_exact_among_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
