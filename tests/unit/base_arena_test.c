/* arena and buf: lifetime, order of release, limits and JSON escapes. */
#include "base/arena.h"
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char released[8];

static void note_release(void *object)
{
    strncat(released, object, sizeof released - strlen(released) - 1);
}

static void releases_newest_first(void **state)
{
    (void)state;
    released[0] = '\0';
    struct arena *a = arena_new();
    arena_own(a, (char[]){"1"}, note_release);
    arena_own(a, NULL, note_release);
    arena_own(a, (char[]){"2"}, note_release);
    arena_free(a);
    assert_string_equal(released, "21");
}

static void keeps_large_and_small(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    char *small = arena_strdup(a, "nhỏ");
    char *large = arena_zero(a, 1 << 20);
    assert_int_equal((uintptr_t)large % 16, 0);
    memset(large, 'x', 1 << 20);
    assert_string_equal(small, "nhỏ");
    assert_string_equal(arena_printf(a, "%s-%d", "a", 7), "a-7");
    arena_free(a);
}

static void stops_at_its_ceiling(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct buf b;
    buf_init(&b, a, 8);
    buf_adds(&b, "1234567");
    assert_false(b.overflow);
    buf_addc(&b, '8');
    assert_true(b.overflow);
    assert_string_equal(b.text, "1234567");
    buf_adds(&b, "");
    assert_true(b.overflow);
    arena_free(a);
}

static void grows_to_its_ceiling(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct buf b;
    buf_init(&b, a, 100000);
    for (int i = 0; i < 9999; i++)
        buf_adds(&b, "0123456789");
    assert_false(b.overflow);
    assert_int_equal(b.length, 99990);
    assert_int_equal(strlen(b.text), 99990);
    arena_free(a);
}

static void escapes_json(void **state)
{
    static const struct {
        const char *text, *json;
    } cases[] = {
        {"", "\"\""},
        {"Đặng Thị Hường", "\"Đặng Thị Hường\""},
        {"a\"b\\c", "\"a\\\"b\\\\c\""},
        {"\n\t\r\b\f", "\"\\n\\t\\r\\b\\f\""},
        {"\x01\x1f", "\"\\u0001\\u001f\""},
        {"/", "\"/\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *a = arena_new();
        struct buf b;
        buf_init(&b, a, 1000);
        buf_adds_json(&b, cases[i].text);
        assert_string_equal(b.text, cases[i].json);
        arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(releases_newest_first), cmocka_unit_test(keeps_large_and_small),
        cmocka_unit_test(stops_at_its_ceiling),  cmocka_unit_test(grows_to_its_ceiling),
        cmocka_unit_test(escapes_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
