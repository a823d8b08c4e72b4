/*
 * Kept statuses with a private PostgreSQL in which the test says what has changed: `told` stands for everything
 * committed since the last question.
 */
#include "request/kept_status.h"

#include "pg_server.h"

static const char code[] = "HNAM2924Q", other[] = "HNAM2938Y";
static struct pool *pool;
static struct kept_statuses *kept;

static int begin(void **state)
{
    (void)state;
    pool = open_pool("postgres", 5432, 1);
    must(pool, "create table if not exists told (codes text)");
    must(pool, "create or replace function status_changes(since pg_snapshot) returns text stable as"
               " 'select case when since is null then ''*'' else (select codes from told) end' language sql");
    must(pool, "delete from told");
    kept = kept_statuses_new(pool);
    return 0;
}

static int end(void **state)
{
    (void)state;
    kept_statuses_free(kept);
    pool_free(pool);
    return 0;
}

static void say(const char *codes)
{
    char sql[100];
    must(pool, "delete from told");
    snprintf(sql, sizeof sql, "insert into told values ('%s')", codes);
    must(pool, sql);
}

/* The kept answer for `asked` with these rights, or "". Valid until the next call. */
static const char *find(const char *asked, const char *rights, uint64_t *moment)
{
    static char text[100];
    struct access *a = access_open(pool);
    db_set(&a->db, "tdkt.read_scope", rights);
    const struct kept_status *found = kept_status_find(kept, a->ctx.arena, &a->db, asked, moment);
    snprintf(text, sizeof text, "%s", found ? found->text : "");
    if (found)
        assert_int_equal(found->length, strlen(found->text));
    access_close(a);
    return text;
}

static void put(const char *about, const char *rights, uint64_t moment, const char *text)
{
    struct access *a = access_open(pool);
    db_set(&a->db, "tdkt.read_scope", rights);
    kept_status_put(kept, &a->db, about, moment, &(struct kept_status){"\"1\"", text, strlen(text)});
    access_close(a);
}

/* Puts the answer as the service does until it is found. The first round only reads what has changed. */
static void keep(const char *about, const char *rights, const char *text)
{
    uint64_t moment;
    for (int i = 0; i < 2 && !*find(about, rights, &moment); i++)
        put(about, rights, moment, text);
    assert_string_equal(find(about, rights, &moment), text);
}

static void what_changed_is_forgotten_and_nothing_else(void **state)
{
    uint64_t moment;
    (void)state;
    keep(code, "a", "one");
    keep(other, "a", "two");
    say("ZZZZ2222Z,HNAM2924Q");
    assert_string_equal(find(other, "a", &moment), "two");
    must(pool, "delete from told");
    assert_string_equal(find(code, "a", &moment), "");
    assert_string_equal(find(other, "a", &moment), "two");
    say("*");
    assert_string_equal(find(other, "a", &moment), "");
}

static void rights_are_told_apart(void **state)
{
    uint64_t moment;
    (void)state;
    keep(code, "a", "one");
    assert_string_equal(find(code, "b", &moment), "");
    keep(code, "b", "nothing of one");
    assert_string_equal(find(code, "a", &moment), "one");
}

/* The change is committed and told while the answer is on its way, so the answer may show the old state. */
static void an_answer_that_a_change_has_overtaken_is_not_kept(void **state)
{
    uint64_t before, moment;
    (void)state;
    keep(other, "a", "two");
    assert_string_equal(find(code, "a", &before), "");
    say(code);
    assert_string_equal(find(other, "a", &moment), "two");
    must(pool, "delete from told");
    put(code, "a", before, "of before");
    assert_string_equal(find(code, "a", &moment), "");
    put(code, "a", moment, "of after");
    assert_string_equal(find(code, "a", &moment), "of after");
}

static void nothing_is_given_while_the_database_does_not_say(void **state)
{
    uint64_t moment;
    (void)state;
    keep(code, "a", "one");
    must(pool, "alter function status_changes(pg_snapshot) rename to away");
    assert_string_equal(find(code, "a", &moment), "");
    must(pool, "alter function away(pg_snapshot) rename to status_changes");
    assert_string_equal(find(code, "a", &moment), "");
}

static void another_server_knows_nothing_of_what_was_told(void **state)
{
    uint64_t moment;
    (void)state;
    keep(code, "a", "one");
    server_end(SIGINT);
    server_run();
    for (int i = 0; i < 100 && outcome(pool, "select 1") != PROBLEM_NONE; i++)
        pause_ms(50);
    assert_string_equal(find(code, "a", &moment), "");
    keep(code, "a", "one");
}

static void memory_is_bounded(void **state)
{
    char text[4096], name[16];
    uint64_t moment;
    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    keep(code, "a", "one");
    for (int i = 0; i < 2100; i++) {
        snprintf(name, sizeof name, "N%08d", i);
        find(name, "a", &moment);
        put(name, "a", moment, text);
    }
    assert_string_equal(find(code, "a", &moment), "");
    keep(code, "a", "one");
}

int main(void)
{
    if (!server_is_installed())
        return 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_changed_is_forgotten_and_nothing_else, begin, end),
        cmocka_unit_test_setup_teardown(rights_are_told_apart, begin, end),
        cmocka_unit_test_setup_teardown(an_answer_that_a_change_has_overtaken_is_not_kept, begin, end),
        cmocka_unit_test_setup_teardown(nothing_is_given_while_the_database_does_not_say, begin, end),
        cmocka_unit_test_setup_teardown(another_server_knows_nothing_of_what_was_told, begin, end),
        cmocka_unit_test_setup_teardown(memory_is_bounded, begin, end),
    };
    return cmocka_run_group_tests(tests, server_start, server_remove);
}
