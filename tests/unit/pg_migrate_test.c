/*
 * migrate with a private PostgreSQL: each migration once, in order, six starters at once, and every reason to refuse.
 */
#include "pg_server.h"

#include "pg/schema_state.h"

#include <pthread.h>

static struct pool *pool;

#define MIGRATION(n, title, text) \
    { \
        .number = (n), .name = (title), .sql = (text), .length = sizeof(text) - 1, .sha256 = "sha-of-" title \
    }

static const struct migration list[] = {
    MIGRATION(1, "0001_thing",
              "create table thing (id int primary key, name text);\ninsert into thing values (1, 'a');"),
    MIGRATION(2, "0002_index", "-- no-transaction\ncreate index concurrently thing_name_idx on thing (name)"),
    MIGRATION(3, "0003_more", "insert into thing select i from generate_series(2, 10) i;"),
};

static int begin(void **state)
{
    (void)state;
    pool = open_pool("postgres", 5432, 8);
    must(pool, "drop table if exists thing");
    must(pool, "drop table if exists schema_migration");
    must(pool, "drop table if exists schema_definition");
    return 0;
}

static int end(void **state)
{
    (void)state;
    pool_free(pool);
    return 0;
}

/* The number of applied migrations, or -1 when refused, with `why` in the text of the log. */
static int up(const struct migration *migrations, int count, const char *why)
{
    int applied = 0;
    struct access *a = access_open(pool);
    bool done = migrate_up(&a->db, &(struct schema){.migrations = migrations, .migration_count = (size_t)count}, &applied);
    if (!done && !why)
        fail_msg("%s", a->ctx.problem.log);
    if (!done && !strstr(a->ctx.problem.log, why))
        fail_msg("%s", a->ctx.problem.log);
    access_close(a);
    return done ? applied : -1;
}

static enum schema_fit fit(int count)
{
    struct schema_state schema;
    struct access *a = access_open(pool);
    if (!schema_state_read(&a->db, &(struct schema){.migrations = list, .migration_count = (size_t)count}, &schema))
        fail_msg("%s", a->ctx.problem.log);
    access_close(a);
    return schema.fit;
}

static void each_is_applied_once(void **state)
{
    (void)state;
    assert_int_equal(fit(3), SCHEMA_ABSENT);
    assert_int_equal(up(list, 2, NULL), 2);
    assert_int_equal(fit(2), SCHEMA_FITS);
    assert_int_equal(fit(3), SCHEMA_BEHIND);
    assert_int_equal(up(list, 3, NULL), 1);
    assert_int_equal(up(list, 3, NULL), 0);
    assert_int_equal(fit(3), SCHEMA_FITS);
    assert_int_equal(number(pool, "select count(*) from thing"), 10);
    assert_int_equal(number(pool, "select count(*) from schema_migration"), 3);
}

/* How often the definition was applied so far. */
static int up_with_definition(int count)
{
    static const struct definition count_up = {
        .name = "functions/count", .sql = "insert into thing values (-1 - (select count(*) from thing where id < 0))", .sha256 = "x"};
    int applied = 0;
    struct access *a = access_open(pool);
    const struct schema schema = {
        .migrations = list,
        .migration_count = (size_t)count,
        .definitions = &count_up,
        .definition_count = 1,
        .definitions_sha256 = "x",
    };
    bool done = migrate_up(&a->db, &schema, &applied);
    access_close(a);
    assert_true(done);
    return (int)number(pool, "select count(*) from thing where id < 0");
}

static void definitions_are_applied_again_after_a_migration(void **state)
{
    (void)state;
    assert_int_equal(up_with_definition(1), 1);
    assert_int_equal(up_with_definition(1), 1);
    assert_int_equal(up_with_definition(3), 2);
    assert_int_equal(up_with_definition(3), 2);
}

struct starter {
    pthread_t thread;
    bool done;
    int applied;
};

static void *start(void *argument)
{
    struct starter *s = argument;
    struct access *a = access_open(pool);
    s->done = migrate_up(&a->db, &(struct schema){.migrations = list, .migration_count = COUNT_OF(list)}, &s->applied);
    access_close(a);
    return NULL;
}

static void six_starters_at_once_are_safe(void **state)
{
    (void)state;
    struct starter starters[6] = {0};
    int applied = 0;
    for (int i = 0; i < COUNT_OF(starters); i++)
        pthread_create(&starters[i].thread, NULL, start, &starters[i]);
    for (int i = 0; i < COUNT_OF(starters); i++) {
        pthread_join(starters[i].thread, NULL);
        assert_true(starters[i].done);
        applied += starters[i].applied;
    }
    assert_int_equal(applied, COUNT_OF(list));
    assert_int_equal(number(pool, "select count(*) from thing"), 10);
}

static void a_file_that_fails_leaves_nothing_of_itself(void **state)
{
    (void)state;
    const struct migration bad[] = {
        list[0],
        MIGRATION(2, "0002_bad", "insert into thing values (2, 'b');\n\nselect from nowhere;"),
    };
    assert_int_equal(up(bad, 2, "migration 0002_bad: line 3: 42P01"), -1);
    assert_int_equal(number(pool, "select count(*) from thing"), 1);
    assert_int_equal(number(pool, "select max(number) from schema_migration"), 1);
    assert_int_equal(up(list, 3, NULL), 2);
}

static void a_changed_file_is_refused(void **state)
{
    (void)state;
    assert_int_equal(up(list, 3, NULL), 3);
    must(pool, "update schema_migration set sha256 = 'other' where number = 2");
    assert_int_equal(up(list, 3, "0002_index was changed"), -1);
}

static void a_database_that_is_ahead_is_refused(void **state)
{
    (void)state;
    assert_int_equal(up(list, 3, NULL), 3);
    assert_int_equal(up(list, 2, "ahead of this program: it has migration 0003_more"), -1);
    assert_int_equal(fit(2), SCHEMA_AHEAD);
}

/* Three migrations of a newer program; the last one removes something. */
static const struct migration newer[] = {
    MIGRATION(4, "0004_add", "-- A sentence.\n-- kind: expand\nalter table thing add column added int;"),
    MIGRATION(5, "0005_fill", "-- kind: backfill\nupdate thing set added = 1;"),
    MIGRATION(6, "0006_take", "-- kind: contract\nalter table thing drop column name;"),
};

static void an_older_program_goes_on_until_something_is_taken_away(void **state)
{
    (void)state;
    struct migration all[6] = {list[0], list[1], list[2], newer[0], newer[1], newer[2]};
    assert_int_equal(up(all, 5, NULL), 5);
    assert_int_equal(fit(3), SCHEMA_FITS);
    assert_int_equal(fit(2), SCHEMA_AHEAD);
    assert_int_equal(up(list, 3, NULL), 0);
    assert_int_equal(up(all, 6, NULL), 1);
    assert_int_equal(fit(3), SCHEMA_AHEAD);
    assert_int_equal(up(list, 3, "it has migration 0006_take"), -1);
}

static void a_kind_that_is_none_is_refused(void **state)
{
    (void)state;
    const struct migration odd[] = {MIGRATION(1, "0001_odd", "-- kind: expands\nselect 1;")};
    assert_int_equal(up(odd, 1, "0001_odd: its kind is none of"), -1);
    assert_int_equal(number(pool, "select count(*) from schema_migration"), 0);
}

/* From before kinds were stored: every migration counts as contract, also before the first new one. */
static void a_table_without_kinds_is_contract(void **state)
{
    (void)state;
    assert_int_equal(up(list, 3, NULL), 3);
    must(pool, "alter table schema_migration drop column kind");
    assert_int_equal(fit(3), SCHEMA_FITS);
    assert_int_equal(fit(2), SCHEMA_AHEAD);
    assert_int_equal(up(list, 3, NULL), 0);
    assert_int_equal(number(pool, "select count(*) from schema_migration where kind = 'contract'"), 3);
}

static void another_migration_of_that_number_does_not_fit(void **state)
{
    (void)state;
    assert_int_equal(up(list, 3, NULL), 3);
    must(pool, "update schema_migration set sha256 = 'other' where number = 3");
    assert_int_equal(fit(3), SCHEMA_OTHER);
}

static void a_gap_is_refused_on_either_side(void **state)
{
    (void)state;
    const struct migration gap[] = {list[0], list[2]};
    assert_int_equal(up(gap, 2, "number 3 where 2 is due"), -1);
    assert_int_equal(up(list, 3, NULL), 3);
    must(pool, "delete from schema_migration where number = 2");
    assert_int_equal(up(list, 3, "lacks migration 0002_index"), -1);
}

#define ALONE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ALONE(each_is_applied_once),
        ALONE(definitions_are_applied_again_after_a_migration),
        ALONE(six_starters_at_once_are_safe),
        ALONE(a_file_that_fails_leaves_nothing_of_itself),
        ALONE(a_changed_file_is_refused),
        ALONE(a_database_that_is_ahead_is_refused),
        ALONE(an_older_program_goes_on_until_something_is_taken_away),
        ALONE(a_kind_that_is_none_is_refused),
        ALONE(a_table_without_kinds_is_contract),
        ALONE(another_migration_of_that_number_does_not_fit),
        ALONE(a_gap_is_refused_on_either_side),
    };
    if (!server_is_installed())
        return 0;
    return cmocka_run_group_tests(tests, server_start, server_remove);
}
