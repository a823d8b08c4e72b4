/* pool with a private PostgreSQL that is full, slow, gone, frozen or cut off: nothing hangs, and the pool recovers. */
#include "pg_relay.h"

static void a_connection_is_opened_on_demand_and_kept(void **state)
{
    (void)state;
    struct pool_figures figures;
    struct pool *pool = open_pool("postgres", 5432, 4);
    pool_figures(pool, &figures);
    assert_int_equal(figures.open, 0);
    long long session = number(pool, "select pg_backend_pid()");
    assert_int_equal(number(pool, "select pg_backend_pid()"), session);
    pool_figures(pool, &figures);
    assert_int_equal(figures.open, 1);
    assert_int_equal(figures.acquired, 2);
    assert_int_equal(figures.statements, 2);
    close_pool(pool);
}

static void a_full_pool_makes_callers_wait_for_a_bounded_time(void **state)
{
    (void)state;
    struct pool *pool = pool_from((struct pool_config){.url = url_of("postgres", 5432), .size = 1});
    struct access *holder = access_open(pool), *other = access_open(pool);
    assert_non_null(tx_query(tx_begin(&holder->db), "select 1", 0, NULL));
    long long began = now_ms();
    assert_null(query(&other->db, "select 1", 0, NULL));
    assert_in_range(now_ms() - began, 490, 5000);
    assert_int_equal(other->ctx.problem.kind, PROBLEM_UNAVAILABLE);
    assert_int_equal(other->ctx.problem.retry_after, 1);
    access_close(other);
    access_close(holder);
    assert_int_equal(number(pool, "select 1"), 1);
    close_pool(pool);
}

struct waiter {
    pthread_t thread;
    struct pool *pool;
    enum problem_kind kind;
    long long took_ms;
};

static void *wait_for_one(void *argument)
{
    struct waiter *w = argument;
    long long began = now_ms();
    w->kind = outcome(w->pool, "select 1");
    w->took_ms = now_ms() - began;
    return NULL;
}

static void only_so_many_may_wait(void **state)
{
    (void)state;
    struct pool *pool = pool_from((struct pool_config){.url = url_of("postgres", 5432), .size = 1, .max_waiting = 3});
    struct access *holder = access_open(pool);
    assert_non_null(tx_query(tx_begin(&holder->db), "select 1", 0, NULL));
    struct waiter waiters[8];
    for (int i = 0; i < COUNT_OF(waiters); i++) {
        waiters[i] = (struct waiter){.pool = pool};
        pthread_create(&waiters[i].thread, NULL, wait_for_one, &waiters[i]);
    }
    int at_once = 0;
    for (int i = 0; i < COUNT_OF(waiters); i++) {
        pthread_join(waiters[i].thread, NULL);
        assert_int_equal(waiters[i].kind, PROBLEM_UNAVAILABLE);
        at_once += waiters[i].took_ms < 450;
    }
    assert_int_equal(at_once, 5);
    access_close(holder);
    close_pool(pool);
}

static void a_waiter_gets_what_comes_back(void **state)
{
    (void)state;
    struct pool *pool = open_pool("postgres", 5432, 1);
    struct access *holder = access_open(pool);
    assert_non_null(tx_query(tx_begin(&holder->db), "select 1", 0, NULL));
    struct waiter waiters[4];
    for (int i = 0; i < COUNT_OF(waiters); i++) {
        waiters[i] = (struct waiter){.pool = pool};
        pthread_create(&waiters[i].thread, NULL, wait_for_one, &waiters[i]);
    }
    pause_ms(100);
    access_close(holder);
    for (int i = 0; i < COUNT_OF(waiters); i++) {
        pthread_join(waiters[i].thread, NULL);
        assert_int_equal(waiters[i].kind, PROBLEM_NONE);
        assert_in_range(waiters[i].took_ms, 50, 2000);
    }
    close_pool(pool);
}

static void a_slow_statement_ends_at_the_server(void **state)
{
    (void)state;
    struct pool *pool = pool_from((struct pool_config){.url = url_of("postgres", 5432)});
    long long session = number(pool, "select pg_backend_pid()");
    long long began = now_ms();
    assert_int_equal(outcome(pool, "select pg_sleep(20)"), PROBLEM_UNAVAILABLE);
    assert_in_range(now_ms() - began, 290, 5000);
    assert_int_equal(number(pool, "select pg_backend_pid()"), session);
    close_pool(pool);
}

static void a_dead_network_is_noticed_by_the_clock(void **state)
{
    (void)state;
    struct pool *pool = pool_from((struct pool_config){.url = url_of("postgres", RELAY_PORT)});
    number(pool, "select 1");
    relay.mode = RELAY_FREEZE;
    long long began = now_ms();
    struct access *a = access_open(pool);
    assert_null(query(&a->db, "select 1", 0, NULL));
    assert_in_range(now_ms() - began, 1250, 5000);
    assert_int_equal(a->ctx.problem.kind, PROBLEM_UNAVAILABLE);
    assert_string_equal(a->ctx.problem.log, "the database did not answer in time");
    access_close(a);
    relay.mode = RELAY_PASS;
    assert_int_equal(number(pool, "select 1"), 1);
    close_pool(pool);
}

static void an_unanswered_connection_attempt_ends_and_opens_the_circuit(void **state)
{
    (void)state;
    struct pool *pool = pool_from((struct pool_config){.url = url_of("postgres", RELAY_PORT)});
    relay.mode = RELAY_FREEZE;
    long long began = now_ms();
    assert_int_equal(outcome(pool, "select 1"), PROBLEM_UNAVAILABLE);
    assert_in_range(now_ms() - began, 290, 5000);
    began = now_ms();
    struct access *a = access_open(pool);
    assert_null(query(&a->db, "select 1", 0, NULL));
    assert_true(now_ms() - began < 250);
    assert_string_equal(a->ctx.problem.log, "the database is away");
    assert_in_range(a->ctx.problem.retry_after, 1, 5);
    access_close(a);
    relay.mode = RELAY_PASS;
    pause_ms(250);
    assert_int_equal(number(pool, "select 1"), 1);
    close_pool(pool);
}

static void the_next_host_is_asked_after_one_that_does_not_answer(void **state)
{
    (void)state;
    char url[160];
    snprintf(url, sizeof url, "host=%s,%s port=%d,5432 user=postgres dbname=postgres", server.place, server.place,
             RELAY_PORT);
    struct pool *pool = pool_from((struct pool_config){.url = url});
    relay.mode = RELAY_FREEZE;
    assert_int_equal(outcome(pool, "select 1"), PROBLEM_UNAVAILABLE);
    pause_ms(250);
    assert_int_equal(number(pool, "select 1"), 1);
    close_pool(pool);
}

static void idle_connections_that_died_are_replaced_unnoticed(void **state)
{
    (void)state;
    struct pool *direct = open_pool("postgres", 5432, 1), *pool = open_pool("postgres", 5432, 2);
    must(pool, "drop table if exists mark");
    must(pool, "create table mark (n int)");
    must(direct, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tdkt'"
                 " and pid <> pg_backend_pid()");
    pause_ms(200);
    must(pool, "insert into mark values (1)");
    close_pool(pool);
    close_pool(direct);
}

static void it_recovers_by_itself_from_a_crash_of_the_server(void **state)
{
    (void)state;
    struct pool *pool = open_pool("postgres", 5432, 2);
    number(pool, "select 1");
    server_end(SIGQUIT);
    assert_int_equal(outcome(pool, "select 1"), PROBLEM_UNAVAILABLE);
    long long began = now_ms();
    for (int i = 0; i < 100; i++)
        assert_int_equal(outcome(pool, "select 1"), PROBLEM_UNAVAILABLE);
    assert_true(now_ms() - began < 1000);
    server_run();
    began = now_ms();
    while (outcome(pool, "insert into pg_temp.nothing select") == PROBLEM_UNAVAILABLE && now_ms() - began < 6000)
        pause_ms(20);
    assert_int_equal(number(pool, "select 1"), 1);
    close_pool(pool);
}

struct worker {
    pthread_t thread;
    struct pool *pool;
    _Atomic bool *stop;
    int done, unavailable, other;
};

static void *work(void *argument)
{
    struct worker *w = argument;
    while (!*w->stop) {
        enum problem_kind kind = outcome(w->pool, "select 1");
        w->done += kind == PROBLEM_NONE;
        w->unavailable += kind == PROBLEM_UNAVAILABLE;
        w->other += kind != PROBLEM_NONE && kind != PROBLEM_UNAVAILABLE;
    }
    return NULL;
}

static void many_threads_survive_their_connections(void **state)
{
    (void)state;
    _Atomic bool stop = false;
    struct pool *killer = open_pool("postgres", 5432, 1), *pool = open_pool("postgres", 5432, 3);
    struct worker workers[8];
    for (int i = 0; i < COUNT_OF(workers); i++) {
        workers[i] = (struct worker){.pool = pool, .stop = &stop};
        pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    }
    for (int i = 0; i < 10; i++) {
        pause_ms(50);
        must(killer, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tdkt'"
                     " and pid <> pg_backend_pid()");
    }
    stop = true;
    for (int i = 0; i < COUNT_OF(workers); i++) {
        pthread_join(workers[i].thread, NULL);
        assert_true(workers[i].done > 0);
        assert_int_equal(workers[i].other, 0);
    }
    close_pool(pool);
    close_pool(killer);
}

static void a_serving_login_must_be_weak(void **state)
{
    (void)state;
    static const struct {
        const char *user;
        enum problem_kind kind;
    } cases[] = {
        {"postgres", PROBLEM_INTERNAL}, {"strong", PROBLEM_INTERNAL}, {"owner", PROBLEM_INTERNAL},
        {"member", PROBLEM_INTERNAL},   {"maker", PROBLEM_INTERNAL},  {"weak", PROBLEM_NONE},
    };
    struct pool *pool = open_pool("postgres", 5432, 1);
    struct access *a = access_open(pool);
    assert_true(run_script(&a->db, "create role strong login bypassrls; create role owner login;"
                                   "create role member login in role owner noinherit; create role weak login;"
                                   "create table owned (n int); alter table owned owner to owner;"
                                   "create role maker login; grant temporary on database postgres to maker;"
                                   "revoke temporary on database postgres from public;"));
    access_close(a);
    close_pool(pool);
    for (int i = 0; i < COUNT_OF(cases); i++) {
        pool = pool_from((struct pool_config){.url = url_of(cases[i].user, 5432), .refuse_owner = true});
        a = access_open(pool);
        assert_int_equal(pool_check(pool, &a->ctx), cases[i].kind == PROBLEM_NONE);
        assert_int_equal(a->ctx.problem.kind, cases[i].kind);
        assert_int_equal(outcome(pool, "select 1"), cases[i].kind);
        access_close(a);
        close_pool(pool);
    }
}

static void a_malformed_url_is_a_fault_that_keeps_the_password(void **state)
{
    (void)state;
    struct pool *pool = pool_from((struct pool_config){.url = "postgresql://an:secret@[::1"});
    struct access *a = access_open(pool);
    assert_false(pool_check(pool, &a->ctx));
    assert_int_equal(a->ctx.problem.kind, PROBLEM_INTERNAL);
    assert_null(strstr(a->ctx.problem.log, "secret"));
    access_close(a);
    close_pool(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_connection_is_opened_on_demand_and_kept),
        cmocka_unit_test(a_full_pool_makes_callers_wait_for_a_bounded_time),
        cmocka_unit_test(only_so_many_may_wait),
        cmocka_unit_test(a_waiter_gets_what_comes_back),
        cmocka_unit_test(a_slow_statement_ends_at_the_server),
        WITH_RELAY(a_dead_network_is_noticed_by_the_clock),
        WITH_RELAY(an_unanswered_connection_attempt_ends_and_opens_the_circuit),
        WITH_RELAY(the_next_host_is_asked_after_one_that_does_not_answer),
        cmocka_unit_test(idle_connections_that_died_are_replaced_unnoticed),
        cmocka_unit_test(it_recovers_by_itself_from_a_crash_of_the_server),
        cmocka_unit_test(many_threads_survive_their_connections),
        cmocka_unit_test(a_serving_login_must_be_weak),
        cmocka_unit_test(a_malformed_url_is_a_fault_that_keeps_the_password),
    };
    if (!server_is_installed())
        return 0;
    return cmocka_run_group_tests(tests, server_start, server_remove);
}
