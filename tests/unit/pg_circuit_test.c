/*
 * circuit: pauses that double up to five seconds, one probe at a time, closed by the first success.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pg/circuit.h"

static void closed_it_lets_everybody_through(void **state)
{
    (void)state;
    struct circuit c = {0};
    assert_true(circuit_allows(&c, 1000));
    assert_true(circuit_allows(&c, 1000));
}

static void after_a_failure_one_probes_when_the_pause_is_over(void **state)
{
    (void)state;
    struct circuit c = {0};
    circuit_failed(&c, 1000, 1000);
    assert_false(circuit_allows(&c, 1199));
    assert_true(circuit_allows(&c, 1200));
    assert_false(circuit_allows(&c, 1200));
    circuit_succeeded(&c);
    assert_true(circuit_allows(&c, 1200));
    assert_true(circuit_allows(&c, 1200));
}

static void the_pause_doubles_to_five_seconds(void **state)
{
    (void)state;
    static const int pauses[] = {200, 400, 800, 1600, 3200, 5000, 5000};
    struct circuit c = {0};
    int64_t now = 1000;
    for (size_t i = 0; i < sizeof pauses / sizeof *pauses; i++) {
        assert_true(circuit_allows(&c, now));
        circuit_failed(&c, now, now);
        assert_false(circuit_allows(&c, now + pauses[i] - 1));
        now += pauses[i];
    }
}

static void attempts_that_were_under_way_together_count_once(void **state)
{
    (void)state;
    struct circuit c = {0};
    circuit_failed(&c, 1000, 2000);
    circuit_failed(&c, 1000, 2001);
    circuit_failed(&c, 1999, 2100);
    assert_int_equal(c.pause_ms, 200);
    assert_true(circuit_allows(&c, 2200));
}

static void the_wait_is_named_in_whole_seconds_from_one_to_five(void **state)
{
    (void)state;
    struct circuit c = {0};
    assert_int_equal(circuit_retry_after(&c, 1000), 1);
    circuit_failed(&c, 1000, 1000);
    assert_int_equal(circuit_retry_after(&c, 1000), 1);
    c.pause_ms = 3200;
    assert_int_equal(circuit_retry_after(&c, 1000), 4);
    c.pause_ms = 5000;
    assert_int_equal(circuit_retry_after(&c, 1000), 5);
    assert_int_equal(circuit_retry_after(&c, 99000), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closed_it_lets_everybody_through),
        cmocka_unit_test(after_a_failure_one_probes_when_the_pause_is_over),
        cmocka_unit_test(the_pause_doubles_to_five_seconds),
        cmocka_unit_test(attempts_that_were_under_way_together_count_once),
        cmocka_unit_test(the_wait_is_named_in_whole_seconds_from_one_to_five),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
