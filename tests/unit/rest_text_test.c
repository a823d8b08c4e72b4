/* text: every code point by its Unicode class, and a table of texts of each kind. */
#include "rest/text.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include <cmocka.h>

static const char *clean(struct arena *a, enum text_kind kind, const char *text)
{
    const char *refused = NULL;
    return text_clean(a, kind, text, strlen(text), &refused);
}

/* "a", the character, "b" */
static const char *between(struct arena *a, ucs4_t c)
{
    uint8_t text[8] = {'a'};
    int width = u8_uctomb(text + 1, c, 4);
    text[1 + width] = 'b';
    return arena_strndup(a, (const char *)text, (size_t)width + 2);
}

/*
 * Also characters that Unicode wrongly calls visible: annotation frames, the object placeholder, a note without a head.
 */
static bool is_hidden(ucs4_t c)
{
    return (c >= 0xfff9 && c <= 0xfffc) || c == 0x1d159 || uc_is_property_default_ignorable_code_point(c) ||
           uc_is_property_not_a_character(c) || uc_is_property_private_use(c) || uc_is_property_bidi_control(c) ||
           (uc_is_general_category(c, UC_CATEGORY_Cc) && !uc_is_property_white_space(c));
}

static void no_code_point_hides(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    for (ucs4_t c = 1; c <= 0x10ffff; c++) {
        if (c >= 0xd800 && c <= 0xdfff)
            continue;
        const char *text = between(a, c);
        for (enum text_kind kind = TEXT_LINE; kind <= TEXT_LINES; kind++) {
            const char *made = clean(a, kind, text);
            if (uc_is_property_white_space(c) && kind == TEXT_LINE)
                assert_string_equal(made, "a b");
            else if (is_hidden(c))
                assert_true(!made || strcmp(made, "ab") == 0);
            else
                assert_non_null(made);
        }
        if (c % 4096 == 0) {
            arena_free(a);
            a = arena_new();
        }
    }
    arena_free(a);
}

static void each_kind_has_its_way(void **state)
{
    static const struct {
        const char *given, *line, *lines, *key;
    } cases[] = {
        {"Hoà", "Hoà", "Hoà", "Hoà"},
        {"Hoa\u0300", "Hoà", "Hoà", "Hoà"},
        {" \u00a0\u3000Hà \u2003 Nam\u2028", "Hà Nam", "Hà   Nam", "Hà Nam"},
        {"a\r\nb\rc\td", "a b c d", "a\nb\nc\td", "a b c d"},
        {"\u2800\u1680", "", "", ""},
        {"A\u200b\u2060\ufeff\u00ad1", "A1", "A1", "A1"},
        {"e\u200b\u0301", "é", "é", "é"}, /* adjacent characters compose */
        {"a \u200b b", "a b", "a  b", "a b"},
        {"A\u3164", NULL, NULL, NULL},
        {"A\u202eB", NULL, NULL, NULL},
        {"A\U000e0041", NULL, NULL, NULL},
        {"A\uffff", NULL, NULL, NULL},
        {"A\ue000", NULL, NULL, NULL},
        {"A\x07", NULL, NULL, NULL},
        {"👩\u200d💻", "👩\u200d💻", "👩\u200d💻", "👩💻"},
        {"❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥", "❤🔥"},
        {"क\u094d\u200dष", "क\u094d\u200dष", "क\u094d\u200dष", "क\u094dष"},
        {"می\u200cخ", "می\u200cخ", "می\u200cخ", "میخ"},
        {"Ng\u200duyễn\u200c", "Nguyễn", "Nguyễn", "Nguyễn"},
        {"A\ufe0f", "A", "A", "A"},
        {"\u200d\ufe0f", "", "", ""},
        {"\u2009字\U000e0100", "字\U000e0100", "字\U000e0100", "字"},
        {"１２３／ＱＤ–ＵＢＮＤ", "１２３／ＱＤ–ＵＢＮＤ", "１２３／ＱＤ–ＵＢＮＤ", "123/QD-UBND"},
        {"12/Q\u00d0\u2011X\u2212\u0189\u00f0\u0256", "12/Q\u00d0\u2011X\u2212\u0189\u00f0\u0256",
         "12/Q\u00d0\u2011X\u2212\u0189\u00f0\u0256", "12/QĐ-X-Đđđ"},
    };
    (void)state;
    struct arena *a = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const wanted[] = {
            [TEXT_LINE] = cases[i].line, [TEXT_LINES] = cases[i].lines, [TEXT_KEY] = cases[i].key};
        for (enum text_kind kind = TEXT_LINE; kind <= TEXT_KEY; kind++) {
            const char *made = clean(a, kind, cases[i].given);
            if (!made != !wanted[kind] || (made && strcmp(made, wanted[kind]) != 0))
                fail_msg("case %zu, kind %d: \"%s\"", i, kind, made ? made : "(refused)");
            if (made)
                assert_string_equal(clean(a, kind, made), made);
        }
    }
    arena_free(a);
}

static void a_refusal_names_the_character(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    const char *refused = NULL;
    assert_null(text_clean(a, TEXT_LINE, "x\u202ey", 5, &refused));
    assert_string_equal(refused, "U+202E");
    assert_null(text_clean(a, TEXT_LINE, "x\0y", 3, &refused));
    assert_string_equal(refused, "U+0000");
    arena_free(a);
}

static void marks_alone_are_nothing_to_see(void **state)
{
    (void)state;
    assert_false(text_is_visible(""));
    assert_false(text_is_visible("\u0301\u0302"));
    assert_false(text_is_visible("\u0301 \u20e3"));
    assert_true(text_is_visible("á"));
    assert_true(text_is_visible("-"));
    assert_true(text_is_visible("\u0301 1"));
    assert_true(text_is_visible("😀"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_code_point_hides),
        cmocka_unit_test(each_kind_has_its_way),
        cmocka_unit_test(a_refusal_names_the_character),
        cmocka_unit_test(marks_alone_are_nothing_to_see),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
