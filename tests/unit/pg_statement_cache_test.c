/*
 * statement_cache: finds what was added, gives up the least recently used, never reuses a name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pg/statement_cache.h"

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

static void names_are_never_used_twice(void **state)
{
    (void)state;
    struct statement_cache *cache = statement_cache_new(4);
    char first[STATEMENT_NAME];
    memcpy(first, statement_cache_add(cache, "a")->name, sizeof first);
    statement_cache_forget(cache, statement_cache_find(cache, "a"));
    assert_string_not_equal(statement_cache_add(cache, "a")->name, first);
    statement_cache_clear(cache);
    assert_int_equal(statement_cache_count(cache), 0);
    assert_string_not_equal(statement_cache_add(cache, "a")->name, first);
    statement_cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_added),
        cmocka_unit_test(a_full_cache_gives_up_the_least_recently_used),
        cmocka_unit_test(names_are_never_used_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
