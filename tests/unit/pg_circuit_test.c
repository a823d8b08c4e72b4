/*
 * circuit: pauses that double up to one second, shortened by a random amount; one probe at a time; closed by the first
 * success.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pg/circuit.h"

static void a_closed_circuit_lets_everybody_through(void **state)
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
    circuit_failed(&c, 1000, 1000, 0);
    assert_false(circuit_allows(&c, 1199));
    assert_true(circuit_allows(&c, 1200));
    assert_false(circuit_allows(&c, 1200));
    circuit_succeeded(&c);
    assert_true(circuit_allows(&c, 1200));
    assert_true(circuit_allows(&c, 1200));
}

static void the_pause_doubles_to_a_second(void **state)
{
    (void)state;
    static const int pauses[] = {200, 400, 800, 1000, 1000};
    struct circuit c = {0};
    int64_t now = 1000;
    for (size_t i = 0; i < sizeof pauses / sizeof *pauses; i++) {
        assert_true(circuit_allows(&c, now));
        circuit_failed(&c, now, now, 0);
        assert_false(circuit_allows(&c, now + pauses[i] - 1));
        now += pauses[i];
    }
}

static void attempts_that_were_under_way_together_count_once(void **state)
{
    (void)state;
    struct circuit c = {0};
    circuit_failed(&c, 1000, 2000, 0);
    circuit_failed(&c, 1000, 2001, 0);
    circuit_failed(&c, 1999, 2100, 0);
    assert_int_equal(c.pause_ms, 200);
    assert_true(circuit_allows(&c, 2200));
}

static void the_dice_shorten_a_pause_by_a_quarter_at_most(void **state)
{
    (void)state;
    bool is_varied = false;
    for (unsigned dice = 0; dice < 2000; dice++) {
        struct circuit c = {0};
        for (int64_t now = 0; now < 10000; now += 2000)
            circuit_failed(&c, now, now, dice);
        assert_in_range(c.pause_ms, 750, 1000);
        is_varied = is_varied || c.pause_ms < 800;
    }
    assert_true(is_varied);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_closed_circuit_lets_everybody_through),
        cmocka_unit_test(after_a_failure_one_probes_when_the_pause_is_over),
        cmocka_unit_test(the_pause_doubles_to_a_second),
        cmocka_unit_test(attempts_that_were_under_way_together_count_once),
        cmocka_unit_test(the_dice_shorten_a_pause_by_a_quarter_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
