/*
 * query, tx and run_script with a private PostgreSQL: whose settings, how many round trips, and what an error leaves
 * behind.
 */
#include "pg_relay.h"

static struct pool *pool; /* one connection, through the relay */

static int begin(void **state)
{
    (void)state;
    relay_start();
    pool = open_pool("postgres", RELAY_PORT, 1);
    must(pool, "drop table if exists thing");
    must(pool, "create table thing (id int constraint thing_pkey primary key, name text not null,"
               " n int constraint thing_n_check check (n > 0))");
    return 0;
}

static int end(void **state)
{
    (void)state;
    struct pool_figures figures;
    pool_figures(pool, &figures);
    pool_free(pool);
    relay_end();
    return figures.in_use;
}

static struct rows *ask(struct access *a, const char *sql)
{
    return query(&a->db, sql, 0, NULL);
}

static void settings_reach_the_statement_and_end_with_it(void **state)
{
    (void)state;
    static const char sql[] = "select current_setting('tdkt.subject', true), current_setting('tdkt.roles', true)";
    struct access *a = access_open(pool), *b = access_open(pool);
    db_set(&a->db, "tdkt.subject", "an.nv");
    db_set(&a->db, "tdkt.nothing", NULL);
    db_set(&a->db, "tdkt.roles", "reader");
    struct rows *rows = ask(a, sql);
    assert_string_equal(rows_text(rows, 0, 0), "an.nv");
    assert_string_equal(rows_text(rows, 0, 1), "reader");
    rows = ask(b, sql);
    assert_int_equal(rows_length(rows, 0, 0), 0);
    access_close(b);
    access_close(a);
}

static void settings_may_be_long_and_many(void **state)
{
    (void)state;
    static char scope[DB_MAX_SETTINGS][37 * 100 + 1];
    static const char *const names[] = {"t.a", "t.b", "t.c", "t.d", "t.e", "t.f", "t.g", "t.h"};
    struct access *a = access_open(pool);
    for (int i = 0; i < DB_MAX_SETTINGS; i++) {
        memset(scope[i], 'a' + i, sizeof scope[i] - 1);
        db_set(&a->db, names[i], scope[i]);
    }
    struct rows *rows = ask(a, "select current_setting('t.a'), current_setting('t.h')");
    assert_string_equal(rows_text(rows, 0, 0), scope[0]);
    assert_string_equal(rows_text(rows, 0, 1), scope[7]);
    access_close(a);
}

static void values_come_back_as_they_are(void **state)
{
    (void)state;
    const char *params[] = {"Nguyễn Thị Đào", NULL, "7", "t"};
    struct access *a = access_open(pool);
    struct rows *rows = query(&a->db, "select $1::text, $2::text, $3::int, $4::bool, ''", 4, params);
    assert_int_equal(rows_count(rows), 1);
    assert_string_equal(rows_text(rows, 0, 0), params[0]);
    assert_int_equal(rows_length(rows, 0, 0), strlen(params[0]));
    assert_null(rows_text(rows, 0, 1));
    assert_int_equal(rows_int(rows, 0, 1), 0);
    assert_false(rows_bool(rows, 0, 1));
    assert_int_equal(rows_int(rows, 0, 2), 7);
    assert_true(rows_bool(rows, 0, 3));
    assert_string_equal(rows_text(rows, 0, 4), "");
    rows = ask(a, "insert into thing select i, 'x' from generate_series(1, 3) i");
    assert_int_equal(rows_count(rows), 0);
    access_close(a);
}

static void times_are_utc_and_iso(void **state)
{
    (void)state;
    struct access *a = access_open(pool);
    struct rows *rows = ask(a, "select timestamptz '2018-06-30 07:00:00+07', current_setting('statement_timeout')");
    assert_string_equal(rows_text(rows, 0, 0), "2018-06-30 00:00:00+00");
    assert_string_equal(rows_text(rows, 0, 1), "2s");
    access_close(a);
}

static void a_megabyte_goes_both_ways(void **state)
{
    (void)state;
    enum { SIZE = 1 << 20 };
    char *text = malloc(SIZE + 1);
    memset(text, 'x', SIZE);
    text[SIZE] = '\0';
    struct access *a = access_open(pool);
    struct rows *rows = query(&a->db, "select $1::text", 1, (const char *const[]){text});
    assert_int_equal(rows_length(rows, 0, 0), SIZE);
    access_close(a);
    free(text);
}

static void one_round_trip_a_query_even_the_first_time(void **state)
{
    (void)state;
    struct access *a = access_open(pool);
    db_set(&a->db, "tdkt.subject", "an.nv");
    ask(a, "select 1");
    int before = relay.trips;
    ask(a, "select 1");
    ask(a, "select 2");
    ask(a, "select from no_such_table");
    assert_int_equal(relay.trips - before, 3);
    access_close(a);
}

static void n_plus_one_round_trips_a_transaction(void **state)
{
    (void)state;
    struct access *a = access_open(pool);
    db_set(&a->db, "tdkt.subject", "an.nv");
    ask(a, "select 1");
    int before = relay.trips;
    struct tx *tx = tx_begin(&a->db);
    assert_int_equal(relay.trips - before, 0);
    assert_non_null(tx_query(tx, "insert into thing values (1, 'x')", 0, NULL));
    struct rows *rows = tx_query(tx, "select current_setting('tdkt.subject') from thing", 0, NULL);
    assert_string_equal(rows_text(rows, 0, 0), "an.nv");
    assert_true(tx_commit(tx));
    assert_int_equal(relay.trips - before, 3);
    access_close(a);
}

static void a_constraint_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        enum problem_kind kind;
        const char *sqlstate, *constraint, *column;
    } cases[] = {
        {"insert into thing values (1, 'secret')", PROBLEM_CONFLICT, "23505", "thing_pkey", ""},
        {"insert into thing values (2, null)", PROBLEM_INVALID, "23502", "", "name"},
        {"insert into thing values (2, 'x', -1)", PROBLEM_INVALID, "23514", "thing_n_check", ""},
        {"select 'x'::text::int", PROBLEM_INVALID, "22P02", "", ""},
    };
    must(pool, "insert into thing values (1, 'x')");
    for (int i = 0; i < COUNT_OF(cases); i++) {
        struct access *a = access_open(pool);
        assert_null(ask(a, cases[i].sql));
        assert_int_equal(a->ctx.problem.kind, cases[i].kind);
        assert_string_equal(a->db.violated.sqlstate, cases[i].sqlstate);
        assert_string_equal(a->db.violated.constraint, cases[i].constraint);
        assert_string_equal(a->db.violated.column, cases[i].column);
        assert_null(a->ctx.problem.log);
        assert_null(a->ctx.problem.detail_vi);
        access_close(a);
    }
}

static void a_rule_of_ours_speaks_both_languages(void **state)
{
    (void)state;
    struct access *a = access_open(pool);
    assert_null(ask(a, "do $$ begin raise exception using errcode = 'TD002', constraint = 'thing_rule',"
                       " column = 'colour', message = 'không được', hint = 'not allowed'; end $$"));
    assert_int_equal(a->ctx.problem.kind, PROBLEM_CONFLICT);
    assert_string_equal(a->ctx.problem.rule, "thing_rule");
    assert_string_equal(a->db.violated.column, "colour");
    assert_string_equal(a->db.violated.constraint, "thing_rule");
    assert_string_equal(a->db.violated.hint_vi, "không được");
    assert_string_equal(a->db.violated.hint_en, "not allowed");
    access_close(a);
}

static void a_fault_tells_the_log_its_code_but_no_values(void **state)
{
    (void)state;
    struct access *a = access_open(pool);
    assert_null(ask(a, "select from no_such_table where name = 'secret'"));
    assert_int_equal(a->ctx.problem.kind, PROBLEM_INTERNAL);
    assert_string_equal(a->ctx.problem.log, "database error 42P01: relation \"no_such_table\" does not exist");
    access_close(a);
}

static void an_error_leaves_the_connection_sound(void **state)
{
    (void)state;
    long long session = number(pool, "select pg_backend_pid()");
    for (int i = 0; i < 5; i++) {
        assert_int_equal(outcome(pool, "select 1 / 0"), PROBLEM_INVALID);
        assert_int_equal(outcome(pool, "sellect"), PROBLEM_INTERNAL);
        assert_int_equal(outcome(pool, "select 1; select 2"), PROBLEM_INTERNAL);
    }
    assert_int_equal(number(pool, "select pg_backend_pid()"), session);
    assert_int_equal(number(pool, "select count(*) from pg_prepared_statements where statement = 'sellect'"), 0);
}

static void an_error_in_a_setting_is_an_error(void **state)
{
    (void)state;
    struct access *a = access_open(pool);
    db_set(&a->db, "not a name", "x");
    assert_null(ask(a, "insert into thing values (1, 'x')"));
    assert_true(has_failed(&a->ctx));
    access_close(a);
    assert_int_equal(number(pool, "select count(*) from thing"), 0);
}

static void copy_is_refused(void **state)
{
    (void)state;
    assert_int_not_equal(outcome(pool, "copy thing from stdin"), PROBLEM_NONE);
    assert_int_not_equal(outcome(pool, "copy thing to stdout"), PROBLEM_NONE);
    assert_int_equal(number(pool, "select 1"), 1);
}

static void more_texts_than_the_cache_holds(void **state)
{
    (void)state;
    char sql[64];
    for (int i = 0; i < 600; i++) {
        snprintf(sql, sizeof sql, "select %d", i % 300);
        assert_int_equal(number(pool, sql), i % 300);
    }
    assert_in_range(number(pool, "select count(*) from pg_prepared_statements"), 1, 256);
}

static void statements_are_prepared_once(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_int_equal(number(pool, "select 4711"), 4711);
    assert_int_equal(number(pool, "select count(*) from pg_prepared_statements where statement = 'select 4711'"), 1);
}

static void a_plan_that_no_longer_fits_is_made_anew(void **state)
{
    (void)state;
    must(pool, "insert into thing values (1, 'x')");
    assert_int_equal(number(pool, "select * from thing"), 1);
    must(pool, "alter table thing add column more int");
    assert_int_equal(number(pool, "select * from thing"), 1);
    must(pool, "alter table thing drop column more");
    struct access *a = access_open(pool);
    struct tx *tx = tx_begin(&a->db);
    assert_int_equal(rows_count(tx_query(tx, "select * from thing", 0, NULL)), 1);
    assert_true(tx_commit(tx));
    access_close(a);
}

static void statements_the_server_forgot_are_prepared_again(void **state)
{
    (void)state;
    must(pool, "insert into thing values (1, 'x')");
    must(pool, "update thing set n = 1");
    must(pool, "discard plans");
    must(pool, "deallocate all");
    must(pool, "update thing set n = 1");
    assert_int_equal(number(pool, "select n from thing"), 1);
}

static void a_transaction_that_is_not_committed_never_was(void **state)
{
    (void)state;
    struct access *a = access_open(pool);
    struct tx *tx = tx_begin(&a->db);
    assert_non_null(tx_query(tx, "insert into thing values (1, 'x')", 0, NULL));
    access_close(a);
    assert_int_equal(number(pool, "select count(*) from thing"), 0);
}

static void a_committed_transaction_stays(void **state)
{
    (void)state;
    struct access *a = access_open(pool);
    struct tx *tx = tx_begin(&a->db);
    assert_non_null(tx_query(tx, "insert into thing values (1, 'x')", 0, NULL));
    assert_non_null(tx_query(tx, "insert into thing values (2, 'x')", 0, NULL));
    assert_true(tx_commit(tx));
    access_close(a);
    assert_int_equal(number(pool, "select count(*) from thing"), 2);
}

static void a_failed_statement_ends_its_transaction(void **state)
{
    (void)state;
    struct access *a = access_open(pool);
    struct tx *tx = tx_begin(&a->db);
    assert_non_null(tx_query(tx, "insert into thing values (1, 'x')", 0, NULL));
    assert_null(tx_query(tx, "insert into thing values (1, 'y')", 0, NULL));
    assert_int_equal(a->ctx.problem.kind, PROBLEM_CONFLICT);
    assert_int_equal(number(pool, "select count(*) from thing"), 0); /* the one connection is free again */
    assert_null(tx_query(tx, "select 1", 0, NULL));
    assert_false(tx_commit(tx));
    assert_int_equal(a->ctx.problem.kind, PROBLEM_CONFLICT);
    access_close(a);
}

static void a_refused_statement_goes_back_to_the_mark(void **state)
{
    (void)state;
    struct access *a = access_open(pool);
    struct tx *tx = tx_begin(&a->db);
    assert_true(tx_mark(tx));
    assert_non_null(tx_query(tx, "insert into thing values (1, 'x')", 0, NULL));
    assert_true(tx_mark(tx));
    assert_non_null(tx_query(tx, "insert into thing values (2, 'x')", 0, NULL));
    assert_null(tx_query(tx, "insert into thing values (1, 'y')", 0, NULL));
    assert_null(tx_query(tx, "insert into thing values (1, 'z')", 0, NULL));
    assert_int_equal(a->ctx.problem.kind, PROBLEM_CONFLICT);
    assert_int_equal(rows_int(tx_query(tx, "select sum(id) from thing", 0, NULL), 0, 0), 1);
    tx_abandon(tx);
    assert_int_equal(number(pool, "select count(*) from thing"), 0);
    assert_null(tx_query(tx, "select 1", 0, NULL));
    access_close(a);
}

static void a_first_statement_may_fail_too(void **state)
{
    (void)state;
    struct access *a = access_open(pool);
    struct tx *tx = tx_begin(&a->db);
    assert_null(tx_query(tx, "select from no_such_table", 0, NULL));
    assert_int_equal(number(pool, "select 1"), 1);
    access_close(a);
}

static void an_empty_transaction_is_fine(void **state)
{
    (void)state;
    struct access *a = access_open(pool);
    assert_true(tx_commit(tx_begin(&a->db)));
    tx_begin(&a->db);
    access_close(a);
}

static void a_deferred_constraint_speaks_at_the_commit(void **state)
{
    (void)state;
    must(pool, "alter table thing add constraint thing_n_key unique (n) deferrable initially deferred");
    struct access *a = access_open(pool);
    struct tx *tx = tx_begin(&a->db);
    assert_non_null(tx_query(tx, "insert into thing values (1, 'x', 1), (2, 'y', 1)", 0, NULL));
    assert_false(tx_commit(tx));
    assert_int_equal(a->ctx.problem.kind, PROBLEM_CONFLICT);
    assert_string_equal(a->db.violated.constraint, "thing_n_key");
    access_close(a);
}

static void a_deferred_constraint_speaks_in_a_single_query_too(void **state)
{
    (void)state;
    must(pool, "alter table thing add constraint thing_n_key unique (n) deferrable initially deferred");
    assert_int_equal(outcome(pool, "insert into thing values (1, 'x', 1), (2, 'y', 1)"), PROBLEM_CONFLICT);
    assert_int_equal(number(pool, "select count(*) from thing"), 0);
}

static void a_script_is_all_or_nothing(void **state)
{
    (void)state;
    struct access *a = access_open(pool);
    db_set(&a->db, "tdkt.subject", "an.nv");
    assert_true(run_script(&a->db, "insert into thing values (1, current_setting('tdkt.subject'));\n"
                                   "insert into thing values (2, 'y');"));
    assert_int_equal(number(pool, "select count(*) from thing where name in ('an.nv', 'y')"), 2);
    assert_false(run_script(&a->db, "insert into thing values (3, 'đ');\nselect 'đđđđ';\nselect from no_such_table;"));
    assert_string_equal(a->ctx.problem.log, "script: line 3: 42P01 relation \"no_such_table\" does not exist");
    assert_int_equal(number(pool, "select count(*) from thing"), 2);
    access_close(a);
}

static void a_script_may_not_copy(void **state)
{
    (void)state;
    struct access *a = access_open(pool);
    assert_false(run_script(&a->db, "copy thing from stdin"));
    access_close(a);
    assert_int_equal(number(pool, "select 1"), 1);
}

static void too_many_parameters_are_an_error(void **state)
{
    (void)state;
    struct access *a = access_open(pool);
    assert_null(query(&a->db, "select $1", 2, (const char *const[]){"a", "b"}));
    assert_true(has_failed(&a->ctx));
    access_close(a);
    assert_int_equal(number(pool, "select 1"), 1);
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SERVER(settings_reach_the_statement_and_end_with_it),
        WITH_SERVER(settings_may_be_long_and_many),
        WITH_SERVER(values_come_back_as_they_are),
        WITH_SERVER(times_are_utc_and_iso),
        WITH_SERVER(a_megabyte_goes_both_ways),
        WITH_SERVER(one_round_trip_a_query_even_the_first_time),
        WITH_SERVER(n_plus_one_round_trips_a_transaction),
        WITH_SERVER(a_constraint_is_named),
        WITH_SERVER(a_rule_of_ours_speaks_both_languages),
        WITH_SERVER(a_fault_tells_the_log_its_code_but_no_values),
        WITH_SERVER(an_error_leaves_the_connection_sound),
        WITH_SERVER(an_error_in_a_setting_is_an_error),
        WITH_SERVER(copy_is_refused),
        WITH_SERVER(more_texts_than_the_cache_holds),
        WITH_SERVER(statements_are_prepared_once),
        WITH_SERVER(a_plan_that_no_longer_fits_is_made_anew),
        WITH_SERVER(statements_the_server_forgot_are_prepared_again),
        WITH_SERVER(a_transaction_that_is_not_committed_never_was),
        WITH_SERVER(a_committed_transaction_stays),
        WITH_SERVER(a_failed_statement_ends_its_transaction),
        WITH_SERVER(a_refused_statement_goes_back_to_the_mark),
        WITH_SERVER(a_first_statement_may_fail_too),
        WITH_SERVER(an_empty_transaction_is_fine),
        WITH_SERVER(a_deferred_constraint_speaks_at_the_commit),
        WITH_SERVER(a_deferred_constraint_speaks_in_a_single_query_too),
        WITH_SERVER(a_script_is_all_or_nothing),
        WITH_SERVER(a_script_may_not_copy),
        WITH_SERVER(too_many_parameters_are_an_error),
    };
    if (!server_is_installed())
        return 0;
    return cmocka_run_group_tests(tests, server_start, server_remove);
}
