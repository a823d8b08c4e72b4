/* cursor: sealed values come back; anything altered does not. */
#include "base/arena.h"
#include "rest/cursor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct secret secret = {.key = "0123456789abcdef0123456789abcdef", .length = 32};
static const struct secret other_secret = {.key = "1123456789abcdef0123456789abcdef", .length = 32};

static void comes_back(void **state)
{
    static const char *const sets[][3] = {{"a", "b", "c"}, {"", "", ""}, {"1:2", "Đặng: Hường", "7"}, {"12:", ":", "\n"}};
    const char *values[3];
    (void)state;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct arena *a = arena_new();
        const char *cursor = cursor_seal(a, &secret, "list", sets[i], 3);
        assert_true(cursor_open(a, &secret, "list", cursor, values, 3));
        for (int v = 0; v < 3; v++)
            assert_string_equal(values[v], sets[i][v]);
        arena_free(a);
    }
}

static void is_bound(void **state)
{
    const char *values[2];
    struct arena *a = arena_new();
    (void)state;
    const char *cursor = cursor_seal(a, &secret, "list", (const char *[]){"a", "b"}, 2);
    assert_false(cursor_open(a, &secret, "other", cursor, values, 2));
    assert_false(cursor_open(a, &other_secret, "list", cursor, values, 2));
    assert_false(cursor_open(a, &secret, "list", "", values, 2));
    assert_false(cursor_open(a, &secret, "list", "AAAA", values, 2));
    arena_free(a);
}

static void shows_every_change(void **state)
{
    const char *values[2];
    struct arena *a = arena_new();
    (void)state;
    const char *cursor = cursor_seal(a, &secret, "list", (const char *[]){"alpha", "beta"}, 2);
    for (size_t i = 0; i < strlen(cursor); i++)
        for (const char *c = "Az09-_=+ "; *c; c++) {
            char *altered = arena_strdup(a, cursor);
            if (altered[i] == *c)
                continue;
            altered[i] = *c;
            assert_false(cursor_open(a, &secret, "list", altered, values, 2));
        }
    assert_false(cursor_open(a, &secret, "list", arena_printf(a, "%sA", cursor), values, 2));
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back), cmocka_unit_test(is_bound), cmocka_unit_test(shows_every_change)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
