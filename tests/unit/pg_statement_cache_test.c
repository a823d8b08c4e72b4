/* statement_cache: finds what was added, drops the least recently used, and names statements by their text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pg/statement_cache.h"

#include <stdio.h>
#include <string.h>

static void finds_what_was_added(void **state)
{
    (void)state;
    struct statement_cache *cache = statement_cache_new(4);
    assert_null(statement_cache_find(cache, "select 1"));
    struct statement *added = statement_cache_add(cache, "select 1");
    assert_ptr_equal(statement_cache_find(cache, "select 1"), added);
    assert_null(statement_cache_find(cache, "select 1 "));
    statement_cache_free(cache);
}

static void a_full_cache_gives_up_the_least_recently_used(void **state)
{
    (void)state;
    static const char *const texts[] = {"a", "b", "c", "d"};
    char evicted[STATEMENT_NAME], expected[STATEMENT_NAME];
    struct statement_cache *cache = statement_cache_new(4);
    for (int i = 0; i < 4; i++) {
        assert_false(statement_cache_evict(cache, evicted));
        statement_cache_add(cache, texts[i]);
    }
    statement_cache_find(cache, "a");
    memcpy(expected, statement_cache_find(cache, "b")->name, sizeof expected);
    statement_cache_find(cache, "c");
    statement_cache_find(cache, "d");
    statement_cache_find(cache, "a");
    assert_true(statement_cache_evict(cache, evicted));
    assert_string_equal(evicted, expected);
    assert_null(statement_cache_find(cache, "b"));
    assert_int_equal(statement_cache_count(cache), 3);
    statement_cache_free(cache);
}

static const char *name_in(struct statement_cache *cache, const char *sql)
{
    struct statement *found = statement_cache_find(cache, sql);
    return found ? found->name : statement_cache_add(cache, sql)->name;
}

/* In any order and on any connection: one text has one name, and no other text has it. */
static void a_name_is_made_from_the_text(void **state)
{
    (void)state;
    struct statement_cache *one = statement_cache_new(256), *other = statement_cache_new(256);
    char texts[200][32];
    for (int i = 0; i < 200; i++)
        snprintf(texts[i], sizeof texts[i], "select %d from t%d", i % 20, i / 20);
    for (int i = 0; i < 200; i++)
        name_in(one, texts[i]);
    for (int i = 199; i >= 0; i--)
        assert_string_equal(name_in(other, texts[i]), name_in(one, texts[i]));
    for (int i = 0; i < 200; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(name_in(one, texts[i]), name_in(one, texts[j]));
    statement_cache_free(other);
    statement_cache_free(one);
}

static void what_was_forgotten_is_not_there(void **state)
{
    (void)state;
    struct statement_cache *cache = statement_cache_new(4);
    statement_cache_forget(cache, statement_cache_add(cache, "a"));
    assert_null(statement_cache_find(cache, "a"));
    statement_cache_add(cache, "a");
    statement_cache_clear(cache);
    assert_int_equal(statement_cache_count(cache), 0);
    statement_cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_added),
        cmocka_unit_test(a_full_cache_gives_up_the_least_recently_used),
        cmocka_unit_test(a_name_is_made_from_the_text),
        cmocka_unit_test(what_was_forgotten_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
