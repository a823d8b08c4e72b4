/*
 * Halting a pool, as a stop does after its deadline: running work is rolled back, waiting callers are refused, and a
 * commit is completed.
 */
#include "pg_server.h"

#include <pthread.h>

static void *sleep_and_write(void *pool)
{
    struct access *a = access_open(pool);
    struct tx *tx = tx_begin(&a->db);
    tx_query(tx, "insert into mark values (1)", 0, NULL);
    if (tx_query(tx, "select pg_sleep(1.5)", 0, NULL))
        tx_commit(tx);
    enum problem_kind kind = a->ctx.problem.kind;
    access_close(a);
    return (void *)(intptr_t)kind;
}

/* Running work is rolled back at once, on a pool without a free connection, and nobody begins anything new. */
static void a_halt_undoes_what_is_at_work(void **state)
{
    (void)state;
    struct pool *direct = open_pool("postgres", 5432, 1), *pool = open_pool("postgres", 5432, 1);
    pthread_t worker;
    void *kind;
    must(direct, "drop table if exists mark");
    must(direct, "create table mark (n int)");
    pthread_create(&worker, NULL, sleep_and_write, pool);
    pause_ms(300);
    long long begun = now_ms();
    pool_halt(pool);
    pthread_join(worker, &kind);
    assert_true(now_ms() - begun < 1000);
    assert_int_equal((intptr_t)kind, PROBLEM_UNAVAILABLE);
    assert_int_equal(number(direct, "select count(*) from mark"), 0);
    assert_int_equal(outcome(pool, "select 1"), PROBLEM_UNAVAILABLE);
    pool_free(pool);
    pool_free(direct);
}

/* Between two statements there is nothing to cancel: the transaction ends as it would without the halt. */
static void a_transaction_between_two_statements_goes_on(void **state)
{
    (void)state;
    struct pool *pool = open_pool("postgres", 5432, 1);
    must(pool, "drop table if exists mark");
    must(pool, "create table mark (n int)");
    struct access *a = access_open(pool);
    struct tx *tx = tx_begin(&a->db);
    assert_non_null(tx_query(tx, "insert into mark values (1)", 0, NULL));
    pool_halt(pool);
    assert_true(tx_commit(tx));
    access_close(a);
    assert_int_equal(outcome(pool, "select 1"), PROBLEM_UNAVAILABLE);
    struct pool *later = open_pool("postgres", 5432, 1);
    assert_int_equal(number(later, "select count(*) from mark"), 1);
    pool_free(later);
    pool_free(pool);
}

static void *ask(void *pool)
{
    return (void *)(intptr_t)outcome(pool, "select pg_sleep(1.5)");
}

/* A caller who waits for a connection is refused at once, not when its wait would end. */
static void a_waiting_caller_is_refused_at_once(void **state)
{
    (void)state;
    struct pool *pool = open_pool("postgres", 5432, 1);
    pthread_t askers[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&askers[i], NULL, ask, pool);
    pause_ms(300);
    long long begun = now_ms();
    pool_halt(pool);
    for (int i = 0; i < 4; i++) {
        void *kind;
        pthread_join(askers[i], &kind);
        assert_int_equal((intptr_t)kind, PROBLEM_UNAVAILABLE);
    }
    assert_true(now_ms() - begun < 1000);
    pool_free(pool);
}

static void a_server_that_is_gone_holds_nobody(void **state)
{
    (void)state;
    struct pool *pool = open_pool("postgres", 9, 1);
    long long begun = now_ms();
    pool_halt(pool);
    assert_true(now_ms() - begun < 500);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_halt_undoes_what_is_at_work),
        cmocka_unit_test(a_transaction_between_two_statements_goes_on),
        cmocka_unit_test(a_waiting_caller_is_refused_at_once),
        cmocka_unit_test(a_server_that_is_gone_holds_nobody),
    };
    return server_is_installed() ? cmocka_run_group_tests(tests, server_start, server_remove) : 0;
}
