/* cursor: sealed values come back; an altered cursor is refused. */
#include "auth/base64url.h"
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

static bool holds(const unsigned char *bytes, size_t size, const char *text)
{
    return memmem(bytes, size, text, strlen(text)) != NULL;
}

/* Neither as it is nor after decoding. */
static void contains_no_readable_name(void **state)
{
    unsigned char bytes[200];
    size_t size;
    struct arena *a = arena_new();
    (void)state;
    const char *cursor = cursor_seal(a, &secret, "list", (const char *[]){"Nguyen Van Binh", "Nguyen Van Binh"}, 2);
    assert_true(base64url_decode(cursor, strlen(cursor), bytes, &size));
    for (const char *part = "Nguyen\0Van\0Binh\0" "15:\0"; *part; part += strlen(part) + 1) {
        assert_null(strstr(cursor, part));
        assert_false(holds(bytes, size, part));
    }
    arena_free(a);
}

static void is_the_same_for_the_same_row(void **state)
{
    struct arena *a = arena_new();
    (void)state;
    const char *one = cursor_seal(a, &secret, "list", (const char *[]){"a", "b"}, 2);
    assert_string_equal(one, cursor_seal(a, &secret, "list", (const char *[]){"a", "b"}, 2));
    assert_string_not_equal(one, cursor_seal(a, &secret, "other", (const char *[]){"a", "b"}, 2));
    arena_free(a);
}

/* The form of earlier cursors: twelve bytes of HMAC and the readable values. */
static void a_cursor_of_the_old_form_is_refused(void **state)
{
    static const char bound[] = "list\0" "1:a1:b";
    unsigned char digest[MAC_BYTES], bytes[12 + 6];
    char text[40];
    const char *values[2];
    struct arena *a = arena_new();
    (void)state;
    mac(&secret, "cursor", bound, sizeof bound - 1, digest);
    memcpy(bytes, digest, 12);
    memcpy(bytes + 12, "1:a1:b", 6);
    base64url_encode(bytes, sizeof bytes, text);
    assert_false(cursor_open(a, &secret, "list", text, values, 2));
    arena_free(a);
}

static void is_not_much_longer_than_what_it_holds(void **state)
{
    struct arena *a = arena_new();
    (void)state;
    const char *cursor = cursor_seal(a, &secret, "list", (const char *[]){"0123456789", "0123456789"}, 2);
    assert_true(strlen(cursor) <= (2 * 13 + 16) * 4 / 3 + 1);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back), cmocka_unit_test(is_bound), cmocka_unit_test(shows_every_change),
        cmocka_unit_test(contains_no_readable_name), cmocka_unit_test(is_the_same_for_the_same_row),
        cmocka_unit_test(a_cursor_of_the_old_form_is_refused), cmocka_unit_test(is_not_much_longer_than_what_it_holds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
