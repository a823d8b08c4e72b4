/* text: UTF-8, tokens, percent-encoding, lists. */
#include "http/text.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static void utf8(void **state)
{
    static const struct {
        const char *text;
        bool good;
    } cases[] = {
        {"", true},
        {"Nguyễn Thị Hường", true},
        {"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf", true},
        {"\x80", false},
        {"\xc0\xaf", false},
        {"\xc1\xbf", false},
        {"\xe0\x9f\xbf", false},
        {"\xed\xa0\x80", false},
        {"\xf0\x8f\xbf\xbf", false},
        {"\xf4\x90\x80\x80", false},
        {"\xf5\x80\x80\x80", false},
        {"\xe1\xbb", false},
        {"\xe1\xbb(", false},
        {"\xff", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (is_utf8(cases[i].text, strlen(cases[i].text)) != cases[i].good)
            fail_msg("case %zu: %s", i, cases[i].text);
}

static void tokens_and_printable(void **state)
{
    (void)state;
    assert_true(is_token("X-Request-Id"));
    assert_false(is_token(""));
    assert_false(is_token("X "));
    assert_false(is_token("X:"));
    assert_true(is_printable("a\tb\xff"));
    assert_false(is_printable("a\rb"));
    assert_false(is_printable("\x7f"));
}

static void percent_decoding(void **state)
{
    static const struct {
        const char *text;
        bool plus;
        enum percent result;
        const char *decoded;
    } cases[] = {
        {"abc", false, PERCENT_OK, "abc"},        {"%41%4a%4A", false, PERCENT_OK, "AJJ"},
        {"a+b", true, PERCENT_OK, "a b"},         {"a+b", false, PERCENT_OK, "a+b"},
        {"%2B", true, PERCENT_OK, "+"},           {"%E1%BB%85", false, PERCENT_OK, "ễ"},
        {"%", false, PERCENT_BAD_ESCAPE, NULL},   {"%4", false, PERCENT_BAD_ESCAPE, NULL},
        {"%4g", false, PERCENT_BAD_ESCAPE, NULL}, {"%00", false, PERCENT_NUL, NULL},
        {"%ff", false, PERCENT_NOT_UTF8, NULL},   {"%c3(", false, PERCENT_NOT_UTF8, NULL},
        {"%2541", false, PERCENT_OK, "%41"},      {"", false, PERCENT_OK, ""},
    };
    (void)state;
    struct arena *a = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *decoded = NULL;
        enum percent result = percent_decode(a, cases[i].text, strlen(cases[i].text), cases[i].plus, &decoded);
        if (result != cases[i].result)
            fail_msg("%s: %d", cases[i].text, (int)result);
        if (result == PERCENT_OK)
            assert_string_equal(decoded, cases[i].decoded);
    }
    arena_free(a);
}

static void lists(void **state)
{
    static const char *const elements[] = {"a", "b;c=\"d,\\\"e\"", "f"};
    const char *rest = " a , ,b;c=\"d,\\\"e\"\t,,f,";
    struct span element;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_true(list_next(&rest, ',', &element));
        assert_true(span_is(element, elements[i]));
    }
    assert_false(list_next(&rest, ',', &element));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8),
        cmocka_unit_test(tokens_and_printable),
        cmocka_unit_test(percent_decoding),
        cmocka_unit_test(lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
