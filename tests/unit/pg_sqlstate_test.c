/* sqlstate: the meaning of each error; which errors end a connection, and which require a new plan. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pg/sqlstate.h"

static const struct {
    const char *sqlstate;
    enum problem_kind kind;
    int retry_after;
    bool ends_connection;
} cases[] = {
    {"23505", PROBLEM_CONFLICT, 0, false},    {"23503", PROBLEM_CONFLICT, 0, false},
    {"23P01", PROBLEM_CONFLICT, 0, false},    {"23514", PROBLEM_INVALID, 0, false},
    {"23502", PROBLEM_INVALID, 0, false},     {"22001", PROBLEM_INVALID, 0, false},
    {"22P02", PROBLEM_INVALID, 0, false},     {"TD001", PROBLEM_INVALID, 0, false},
    {"TD002", PROBLEM_CONFLICT, 0, false},    {"42501", PROBLEM_FORBIDDEN, 0, false},
    {"TD003", PROBLEM_STALE, 0, false},       {"TD004", PROBLEM_FORBIDDEN, 0, false},
    {"TD005", PROBLEM_TOO_MANY_REQUESTS, 0, false},
    {"40001", PROBLEM_UNAVAILABLE, 1, false}, {"40P01", PROBLEM_UNAVAILABLE, 1, false},
    {"55P03", PROBLEM_UNAVAILABLE, 1, false}, {"57014", PROBLEM_UNAVAILABLE, 1, false},
    {"53300", PROBLEM_UNAVAILABLE, 2, false}, {"57P01", PROBLEM_UNAVAILABLE, 1, true},
    {"57P02", PROBLEM_UNAVAILABLE, 1, true},  {"57P03", PROBLEM_UNAVAILABLE, 1, true},
    {"08006", PROBLEM_UNAVAILABLE, 1, true},  {"25006", PROBLEM_UNAVAILABLE, 1, true},
    {"25P03", PROBLEM_UNAVAILABLE, 1, true},  {"42601", PROBLEM_INTERNAL, 0, false},
    {"42P01", PROBLEM_INTERNAL, 0, false},    {"TD999", PROBLEM_INTERNAL, 0, false},
    {"P0001", PROBLEM_INTERNAL, 0, false},    {"", PROBLEM_INTERNAL, 0, false},
};

static void every_error_has_one_meaning(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct meaning m = sqlstate_meaning(cases[i].sqlstate);
        if (m.kind != cases[i].kind || m.retry_after != cases[i].retry_after)
            fail_msg("%s: kind %d, retry after %d", cases[i].sqlstate, (int)m.kind, m.retry_after);
    }
}

static void some_errors_end_the_connection(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (sqlstate_ends_connection(cases[i].sqlstate) != cases[i].ends_connection)
            fail_msg("%s", cases[i].sqlstate);
}

static void some_errors_ask_for_a_new_plan(void **state)
{
    (void)state;
    assert_true(sqlstate_is_stale_plan("0A000"));
    assert_true(sqlstate_is_stale_plan("26000"));
    assert_false(sqlstate_is_stale_plan("23505"));
    assert_false(sqlstate_is_stale_plan(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_error_has_one_meaning),
        cmocka_unit_test(some_errors_end_the_connection),
        cmocka_unit_test(some_errors_ask_for_a_new_plan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
