/* buf: text that grows up to a limit, in an arena or in storage of its own. */
#include "base/arena.h"
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CEILING = 2000 };

static void it_grows_to_its_ceiling_and_no_further(void **state)
{
    struct arena *a = arena_new();
    struct buf b;
    (void)state;
    buf_init(&b, a, CEILING);
    for (int i = 0; i < CEILING - 1; i++)
        buf_addc(&b, 'x');
    assert_false(b.overflow);
    assert_int_equal(strlen(b.text), CEILING - 1);
    buf_addc(&b, 'x');
    assert_true(b.overflow);
    assert_int_equal(b.length, CEILING - 1);
    arena_free(a);
}

static void a_write_past_the_ceiling_is_dropped_whole_and_so_is_what_follows(void **state)
{
    struct arena *a = arena_new();
    struct buf b;
    (void)state;
    buf_init(&b, a, 10);
    buf_adds(&b, "12345");
    buf_addf(&b, "%s", "67890");
    assert_true(b.overflow);
    buf_addc(&b, '6');
    buf_addf(&b, "%d", 6);
    buf_adds(&b, "");
    assert_string_equal(b.text, "12345");
    arena_free(a);
}

static void a_formatted_text_of_any_length_fits(void **state)
{
    struct arena *a = arena_new();
    struct buf b;
    char word[CEILING - 100];
    (void)state;
    memset(word, 'y', sizeof word);
    word[sizeof word - 1] = '\0';
    buf_init(&b, a, CEILING);
    buf_addf(&b, "%d,%s,%d", 1, word, 2);
    assert_int_equal(b.length, sizeof word + 3);
    assert_string_equal(b.text + b.length - 3, "y,2");
    assert_string_equal(arena_printf(a, "%s", word), word);
    arena_free(a);
}

static void storage_of_its_own_is_its_ceiling(void **state)
{
    char storage[8];
    struct buf b;
    (void)state;
    buf_init_fixed(&b, storage, sizeof storage);
    buf_addf(&b, "%s", "1234567");
    assert_string_equal(storage, "1234567");
    assert_false(b.overflow);
    buf_init_fixed(&b, storage, sizeof storage);
    buf_adds(&b, "123");
    buf_addf(&b, "%s", "45678");
    assert_true(b.overflow);
    assert_string_equal(storage, "123");
}

static void json_is_escaped(void **state)
{
    struct arena *a = arena_new();
    struct buf b;
    (void)state;
    buf_init(&b, a, CEILING);
    buf_adds_json(&b, "Hòa \"\\\n\x01");
    assert_string_equal(b.text, "\"Hòa \\\"\\\\\\n\\u0001\"");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_grows_to_its_ceiling_and_no_further),
        cmocka_unit_test(a_write_past_the_ceiling_is_dropped_whole_and_so_is_what_follows),
        cmocka_unit_test(a_formatted_text_of_any_length_fits),
        cmocka_unit_test(storage_of_its_own_is_its_ceiling),
        cmocka_unit_test(json_is_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
