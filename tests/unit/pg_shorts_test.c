/*
 * Short reads of many tasks over one connection, with a private PostgreSQL: each runs with its own settings, and nobody
 * is harmed by a neighbour that fails, waits for a lock, or kills the connection.
 */
#include "pg/shorts.h"

#include "base/deadline.h"
#include "base/loop.h"

#include "pg_server.h"

enum { TASKS = 100 };

static struct pool *pool;
static struct shorts *shorts;
static struct loop *loop;

static int begin(void **state)
{
    (void)state;
    pool = open_pool("postgres", 5432, 2);
    must(pool, "create table if not exists thing (id int primary key)");
    must(pool, "create table if not exists held (id int primary key)");
    must(pool, "insert into thing select generate_series(1, 1000) on conflict do nothing");
    shorts = shorts_new(pool, 1);
    loop = loop_new();
    return 0;
}

static int end(void **state)
{
    struct pool_figures figures;
    (void)state;
    loop_free(loop);
    shorts_free(shorts);
    pool_figures(pool, &figures);
    pool_free(pool);
    return figures.in_use;
}

struct asking {
    const char *sql, *who;
    struct access *access;
    char told[64]; /* the first column, or "" without a row */
    bool must_be_alone;
    enum problem_kind kind;
};

static int ended;

static void ask(void *cls)
{
    struct asking *a = cls;
    a->access = access_open(pool);
    a->access->db.shorts = shorts;
    db_set(&a->access->db, "tdkt.subject", a->who);
    struct rows *rows = query(&a->access->db, a->sql, 0, NULL);
    snprintf(a->told, sizeof a->told, "%s", rows && rows_count(rows) ? rows_text(rows, 0, 0) : "");
    a->must_be_alone = a->access->db.must_be_alone;
    a->kind = a->access->ctx.problem.kind;
    access_close(a->access);
}

static void count_end(void *cls)
{
    (void)cls;
    ended++;
}

static void run(struct asking *all, int count)
{
    ended = 0;
    for (int i = 0; i < count; i++)
        assert_int_equal(loop_run(loop, ask, count_end, &all[i]), TASK_WAITS);
    for (int64_t until = deadline_in(10000); ended < count && clock_ms() < until;)
        loop_turn(loop, 50);
    assert_int_equal(ended, count);
}

/* Waits until the pause of a second is over, so that the next test is not affected. */
static void wake_up(void)
{
    pause_ms(SHORT_REST_MS + 50);
}

static const char who_sql[] = "select current_setting('tdkt.subject') || ' ' || current_setting('lock_timeout')";

static void each_is_asked_as_who_asks(void **state)
{
    static struct asking all[TASKS];
    static char names[TASKS][32];
    struct pool_figures before, after;
    (void)state;
    for (int i = 0; i < TASKS; i++) {
        snprintf(names[i], sizeof names[i], "caller %d", i);
        all[i] = (struct asking){.sql = who_sql, .who = names[i]};
    }
    pool_figures(pool, &before);
    run(all, TASKS);
    pool_figures(pool, &after);
    for (int i = 0; i < TASKS; i++) {
        char expected[64];
        snprintf(expected, sizeof expected, "caller %d %dms", i, SHORT_LOCK_MS);
        assert_string_equal(all[i].told, expected);
        assert_false(all[i].must_be_alone);
    }
    /* the first goes alone, then sixteen at a time */
    assert_in_range(after.acquired - before.acquired, 2, 1 + (TASKS + SHORTS_TOGETHER - 1) / SHORTS_TOGETHER);
    assert_int_equal(number(pool, "select count(*) from pg_settings where name = 'lock_timeout' and setting = '20'"), 0);
}

static void settings_of_a_neighbour_are_gone(void **state)
{
    struct asking all[] = {
        {.sql = who_sql, .who = "somebody"},
        {.sql = who_sql, .who = "somebody"},
        {.sql = "select coalesce(current_setting('tdkt.subject', true), '')", .who = NULL},
    };
    (void)state;
    run(all, COUNT_OF(all));
    assert_string_equal(all[2].told, "");
    assert_int_equal(all[2].kind, PROBLEM_NONE);
}

static void an_error_is_its_own(void **state)
{
    struct asking all[] = {
        {.sql = "select 1", .who = "a"},
        {.sql = "select 1 / (id - 1) from thing where id = 1", .who = "b"},
        {.sql = "select id from thing where id = 2", .who = "c"},
        {.sql = "select nothing from thing", .who = "d"},
        {.sql = "select id from thing where id = 3", .who = "e"},
    };
    (void)state;
    run(all, COUNT_OF(all));
    assert_string_equal(all[0].told, "1");
    assert_string_equal(all[2].told, "2");
    assert_string_equal(all[4].told, "3");
    assert_true(all[1].kind != PROBLEM_NONE && !all[1].must_be_alone);
    assert_true(all[3].kind != PROBLEM_NONE && !all[3].must_be_alone);
}

static void who_waits_for_a_lock_is_asked_alone_and_soon(void **state)
{
    struct asking all[] = {
        {.sql = "select id from thing where id = 1", .who = "a"},
        {.sql = "select count(*) from held", .who = "b"},
        {.sql = "select id from thing where id = 2", .who = "c"},
    };
    struct asking after = {.sql = "select id from thing where id = 3", .who = "d"};
    struct access *holder = access_open(pool);
    (void)state;
    struct tx *tx = tx_begin(&holder->db);
    assert_non_null(tx_query(tx, "lock table held in access exclusive mode", 0, NULL));
    long long began = now_ms();
    run(all, COUNT_OF(all));
    assert_true(now_ms() - began < SHORT_MS);
    assert_true(all[1].must_be_alone);
    assert_string_equal(all[2].told, "2");
    assert_int_equal(loop_run(loop, ask, count_end, &after), TASK_ENDED); /* during the pause nobody even waits */
    assert_true(after.must_be_alone);
    access_close(holder);
    wake_up();
    run(all, COUNT_OF(all));
    assert_string_equal(all[1].told, "0");
}

static void a_lost_connection_takes_nobody_with_it(void **state)
{
    struct asking all[] = {
        {.sql = "select 1", .who = "a"},
        {.sql = "select pg_terminate_backend(pg_backend_pid())", .who = "b"},
        {.sql = "select id from thing where id = 2", .who = "c"},
    };
    (void)state;
    run(all, COUNT_OF(all));
    assert_string_equal(all[0].told, "1");
    assert_true(all[1].must_be_alone && all[2].must_be_alone);
    wake_up();
    run(all, 1);
    assert_string_equal(all[0].told, "1");
}

static void a_statement_that_is_not_short_is_left(void **state)
{
    struct asking all[] = {
        {.sql = "select pg_sleep(3)::text", .who = "a"},
        {.sql = "select id from thing where id = 1", .who = "b"},
    };
    (void)state;
    long long began = now_ms();
    run(all, COUNT_OF(all));
    assert_true(now_ms() - began < 2500);
    assert_true(all[0].must_be_alone && all[1].must_be_alone);
    wake_up();
}

static void outside_of_a_loop_it_is_asked_alone(void **state)
{
    struct asking one = {.sql = "select 1", .who = "a"};
    (void)state;
    ask(&one);
    assert_true(one.must_be_alone && one.kind == PROBLEM_UNAVAILABLE);
}

static void a_changed_table_is_planned_anew(void **state)
{
    struct asking all[] = {{.sql = "select * from thing where id = 5", .who = "a"}};
    (void)state;
    run(all, 1);
    must(pool, "alter table thing add column if not exists more int");
    run(all, 1);
    assert_true(all[0].must_be_alone);
    wake_up();
    run(all, 1);
    assert_false(all[0].must_be_alone);
    assert_string_equal(all[0].told, "5");
}

static void when_waits_end_nobody_is_left(void **state)
{
    static struct asking all[TASKS];
    (void)state;
    for (int i = 0; i < TASKS; i++)
        all[i] = (struct asking){.sql = "select pg_sleep(0.05)::text", .who = "a"};
    ended = 0;
    for (int i = 0; i < TASKS; i++)
        loop_run(loop, ask, count_end, &all[i]);
    loop_end_waits(loop);
    for (int64_t until = deadline_in(10000); ended < TASKS && clock_ms() < until;)
        loop_turn(loop, 20);
    assert_int_equal(ended, TASKS);
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SERVER(each_is_asked_as_who_asks),
        WITH_SERVER(settings_of_a_neighbour_are_gone),
        WITH_SERVER(an_error_is_its_own),
        WITH_SERVER(who_waits_for_a_lock_is_asked_alone_and_soon),
        WITH_SERVER(a_lost_connection_takes_nobody_with_it),
        WITH_SERVER(a_statement_that_is_not_short_is_left),
        WITH_SERVER(outside_of_a_loop_it_is_asked_alone),
        WITH_SERVER(a_changed_table_is_planned_anew),
        WITH_SERVER(when_waits_end_nobody_is_left),
    };
    if (!server_is_installed())
        return 0;
    return cmocka_run_group_tests(tests, server_start, server_remove);
}
