/*
 * Connections that die before an answer: what may be sent again is sent again; where nobody can know the outcome, the
 * problem says so.
 */
#include "pg_relay.h"

static void a_write_with_a_late_answer_is_of_unknown_outcome(void **state)
{
    (void)state;
    struct pool *pool = pool_from((struct pool_config){.url = url_of("postgres", RELAY_PORT)});
    must(pool, "create table if not exists mark (n int)");
    relay.mode = RELAY_FREEZE;
    struct access *a = access_open(pool);
    assert_null(query(&a->db, "insert into mark values (3)", 0, NULL));
    assert_int_equal(a->ctx.problem.kind, PROBLEM_OUTCOME_UNKNOWN);
    assert_int_equal(a->ctx.problem.retry_after, 0);
    access_close(a);
    relay.mode = RELAY_PASS;
    close_pool(pool);
}

static void a_read_whose_connection_dies_is_repeated(void **state)
{
    (void)state;
    struct pool *pool = open_pool("postgres", RELAY_PORT, 2);
    number(pool, "select 1");
    relay.mode = RELAY_CUT_REQUEST;
    assert_int_equal(number(pool, "select 2"), 2);
    relay.mode = RELAY_CUT_ANSWER;
    assert_int_equal(number(pool, "select 3"), 3);
    close_pool(pool);
}

static void a_write_whose_connection_dies_is_not_repeated(void **state)
{
    (void)state;
    struct pool *pool = open_pool("postgres", RELAY_PORT, 2);
    must(pool, "drop table if exists mark");
    must(pool, "create table mark (n int)");
    relay.mode = RELAY_CUT_ANSWER;
    assert_int_equal(outcome(pool, "insert into mark values (1)"), PROBLEM_OUTCOME_UNKNOWN);
    assert_int_equal(number(pool, "select 1"), 1); /* the next request is then not the first of a connection */
    relay.mode = RELAY_CUT_REQUEST;
    assert_int_equal(outcome(pool, "insert into mark values (2)"), PROBLEM_OUTCOME_UNKNOWN);
    assert_int_equal(number(pool, "select count(*) from mark where n = 1"), 1);
    assert_int_equal(number(pool, "select count(*) from mark"), 1);
    close_pool(pool);
}

static void *end_the_sleeper(void *direct)
{
    for (int ended = 0; !ended; pause_ms(10))
        ended = (int)number(direct, "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                                    " where query like 'insert into mark select 1 from pg_sleep%' and wait_event = 'PgSleep'");
    return NULL;
}

static void a_write_that_the_server_ended_before_its_end_is_repeated(void **state)
{
    (void)state;
    struct pool *direct = open_pool("postgres", 5432, 1), *pool = open_pool("postgres", 5432, 2);
    must(pool, "drop table if exists mark");
    must(pool, "create table mark (n int)");
    pthread_t thread;
    pthread_create(&thread, NULL, end_the_sleeper, direct);
    must(pool, "insert into mark select 1 from pg_sleep(0.5)");
    pthread_join(thread, NULL);
    assert_int_equal(number(pool, "select count(*) from mark"), 1);
    close_pool(pool);
    close_pool(direct);
}

static void the_first_statement_of_a_transaction_is_repeated(void **state)
{
    (void)state;
    struct pool *pool = open_pool("postgres", RELAY_PORT, 2);
    must(pool, "drop table if exists mark");
    must(pool, "create table mark (n int)");
    struct access *a = access_open(pool);
    struct tx *tx = tx_begin(&a->db);
    relay.mode = RELAY_CUT_ANSWER;
    assert_non_null(tx_query(tx, "insert into mark values (1)", 0, NULL));
    assert_true(tx_commit(tx));
    access_close(a);
    assert_int_equal(number(pool, "select count(*) from mark"), 1);
    close_pool(pool);
}

static void a_later_statement_of_a_transaction_is_not(void **state)
{
    (void)state;
    struct pool *pool = open_pool("postgres", RELAY_PORT, 2);
    struct access *a = access_open(pool);
    struct tx *tx = tx_begin(&a->db);
    assert_non_null(tx_query(tx, "select 1", 0, NULL));
    relay.mode = RELAY_CUT_REQUEST;
    assert_null(tx_query(tx, "select 2", 0, NULL));
    assert_int_equal(a->ctx.problem.kind, PROBLEM_UNAVAILABLE);
    assert_false(tx_commit(tx));
    access_close(a);
    assert_int_equal(number(pool, "select 1"), 1);
    close_pool(pool);
}

static void a_connection_lost_in_the_commit_leaves_the_outcome_unknown(void **state)
{
    (void)state;
    struct pool *pool = open_pool("postgres", RELAY_PORT, 2);
    struct access *a = access_open(pool);
    struct tx *tx = tx_begin(&a->db);
    assert_non_null(tx_query(tx, "select 1", 0, NULL));
    relay.mode = RELAY_CUT_ANSWER;
    assert_false(tx_commit(tx));
    assert_int_equal(a->ctx.problem.kind, PROBLEM_OUTCOME_UNKNOWN);
    assert_non_null(strstr(a->ctx.problem.log, "outcome is unknown"));
    access_close(a);
    close_pool(pool);
}

/* As with a server that is stopped during the commit: the transaction may be kept although the answer is an error. */
static void an_ending_server_as_the_answer_of_a_commit_leaves_the_outcome_unknown(void **state)
{
    (void)state;
    struct pool *pool = open_pool("postgres", 5432, 1);
    must(pool, "drop table if exists ending");
    must(pool, "create table ending (n int)");
    must(pool, "create or replace function end_it() returns trigger language plpgsql as "
               "$$ begin raise exception 'terminating' using errcode = '57P01'; end $$");
    must(pool, "create constraint trigger end_it after insert on ending deferrable initially deferred "
               "for each row execute function end_it()");
    struct access *a = access_open(pool);
    struct tx *tx = tx_begin(&a->db);
    assert_non_null(tx_query(tx, "insert into ending values (1)", 0, NULL));
    assert_false(tx_commit(tx));
    assert_int_equal(a->ctx.problem.kind, PROBLEM_OUTCOME_UNKNOWN);
    access_close(a);
    close_pool(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_RELAY(a_write_with_a_late_answer_is_of_unknown_outcome),
        WITH_RELAY(a_read_whose_connection_dies_is_repeated),
        WITH_RELAY(a_write_whose_connection_dies_is_not_repeated),
        cmocka_unit_test(a_write_that_the_server_ended_before_its_end_is_repeated),
        WITH_RELAY(the_first_statement_of_a_transaction_is_repeated),
        WITH_RELAY(a_later_statement_of_a_transaction_is_not),
        WITH_RELAY(a_connection_lost_in_the_commit_leaves_the_outcome_unknown),
        cmocka_unit_test(an_ending_server_as_the_answer_of_a_commit_leaves_the_outcome_unknown),
    };
    if (!server_is_installed())
        return 0;
    return cmocka_run_group_tests(tests, server_start, server_remove);
}
