/* negotiate: languages, media types, entity tags. */
#include "http/negotiate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void languages(void **state)
{
    static const struct {
        const char *header;
        enum lang lang;
    } cases[] = {
        {NULL, LANG_VI},
        {"", LANG_VI},
        {"en", LANG_EN},
        {"EN-gb", LANG_EN},
        {"vi", LANG_VI},
        {"fr", LANG_VI},
        {"*", LANG_VI},
        {"en, vi", LANG_EN},
        {"vi, en", LANG_VI},
        {"vi;q=0.5, en;q=0.8", LANG_EN},
        {"en;q=0.5, vi-VN;q=0.8", LANG_VI},
        {"fr, en;q=0.3", LANG_EN},
        {"fr, en;q=0.3, *;q=0.5", LANG_VI},
        {"vi;q=0, *", LANG_EN},
        {"vi;q=0", LANG_VI},
        {"en;q=0", LANG_VI},
        {"en;q=2", LANG_VI},
        {"en;q=0.1234", LANG_VI},
        {"en;q=x, ,;;", LANG_VI},
        {"en-US,en;q=0.9,vi;q=0.8", LANG_EN},
        {"vi-VN,vi;q=0.9,en-US;q=0.8,en;q=0.7", LANG_VI},
        {"english", LANG_VI},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (negotiate_lang(cases[i].header) != cases[i].lang)
            fail_msg("%s", cases[i].header);
}

static void types(void **state)
{
    static const char *const offered[] = {"application/json", "text/csv", "text/html; charset=utf-8"};
    static const struct {
        const char *accept;
        int index;
    } cases[] = {
        {NULL, 0},
        {"", 0},
        {" ", 0},
        {"*/*", 0},
        {"application/json", 0},
        {"APPLICATION/JSON", 0},
        {"application/json; charset=utf-8", 0},
        {"application/json;version=2", -1},
        {"application/*", 0},
        {"text/*", 1},
        {"text/html", 2},
        {"text/html, application/json", 0},
        {"text/html, application/json;q=0.9", 2},
        {"text/html;q=0.2, text/*;q=0.3", 1},
        {"application/json;q=0, */*", 1},
        {"application/json;q=0, */*;q=0", -1},
        {"*/*;q=0.1, text/csv", 1},
        {"image/png", -1},
        {"application/jsonx", -1},
        {"application", -1},
        {"*/json", -1},
        {"text/html;q=0.000, text/csv;q=0.001", 1},
        {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 2},
        {"application/json;profile=\"a,b;q=1\", text/csv;q=0.1", 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int index = negotiate_type(cases[i].accept, offered, sizeof offered / sizeof offered[0]);
        if (index != cases[i].index)
            fail_msg("%s: %d", cases[i].accept, index);
    }
}

static void parameters_of_a_type(void **state)
{
    (void)state;
    static const char *const offered[] = {"application/json", "text/csv; charset=utf-8; header=present"};
    static const struct {
        const char *accept;
        int expected;
    } cases[] = {
        {"text/csv", 1},
        {"text/csv; header=present", 1},
        {"text/csv;charset=utf-8;HEADER=Present;q=0.5", 1},
        {"text/csv; header=absent", -1},
        {"text/csv; header=present; a=b", -1},
        {"text/csv; header=absent, */*;q=0.1", 0},
        {"text/csv; charset=latin1", -1},
        {"text/csv; header=present; header=present; header=present; header=present; header=present", -1},
        {"text/csv; q=0.5; header=present, application/json; q=0.4", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(negotiate_type(cases[i].accept, offered, 2), cases[i].expected);
}

static void preferences(void **state)
{
    (void)state;
    static const struct {
        const char *prefer;
        bool expected;
    } cases[] = {
        {NULL, false},
        {"", false},
        {"count=exact", true},
        {"Count=exact", true},
        {"count = exact", true},
        {"count=\"exact\"", true},
        {"return=minimal, count=exact", true},
        {"count=exact; foo=bar", true},
        {"wait=10;x=\"a,b\", , count=exact", true},
        {"count=exact, count=none", true},
        {"count=none, count=exact", false},
        {"count", false},
        {"count=", false},
        {"count=Exact", false},
        {"count=exactly", false},
        {"discount=exact", false},
        {"x=\"count=exact\"", false},
        {"x=y; count=exact", false},
        {"count=\"exact", false},
        {"=exact", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (prefers(cases[i].prefer, "count", "exact") != cases[i].expected)
            fail_msg("%s", cases[i].prefer);
}

static void content_types(void **state)
{
    static const struct {
        const char *header;
        bool is_json;
    } cases[] = {
        {NULL, false},
        {"", false},
        {"application/json", true},
        {"Application/JSON ; Charset=UTF-8", true},
        {"application/json;charset=\"utf-8\"", true},
        {"application/json;", true},
        {"application/json; charset=latin1", false},
        {"application/json; version=1", false},
        {"application/jsonx", false},
        {"application/merge-patch+json", false},
        {"text/json", false},
        {"application/json, text/html", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (is_media_type(cases[i].header, "application/json") != cases[i].is_json)
            fail_msg("%s", cases[i].header);
}

static void entity_tags(void **state)
{
    static const struct {
        const char *header;
        enum tag_list strong, weak;
    } cases[] = {
        {NULL, TAG_ABSENT, TAG_ABSENT},
        {"\"7\"", TAG_MATCH, TAG_MATCH},
        {"\"8\"", TAG_MISMATCH, TAG_MISMATCH},
        {"W/\"7\"", TAG_MISMATCH, TAG_MATCH},
        {"\"1\", \"7\"", TAG_MATCH, TAG_MATCH},
        {"\"1,\" ,W/\"7\",, \"\"", TAG_MISMATCH, TAG_MATCH},
        {"\"1\",", TAG_MISMATCH, TAG_MISMATCH},
        {"*", TAG_MATCH, TAG_MATCH},
        {" * ", TAG_MATCH, TAG_MATCH},
        {"", TAG_MALFORMED, TAG_MALFORMED},
        {",", TAG_MALFORMED, TAG_MALFORMED},
        {"7", TAG_MALFORMED, TAG_MALFORMED},
        {"\"7", TAG_MALFORMED, TAG_MALFORMED},
        {"\"7\" \"8\"", TAG_MALFORMED, TAG_MALFORMED},
        {"\"7\", *", TAG_MALFORMED, TAG_MALFORMED},
        {"*, \"7\"", TAG_MALFORMED, TAG_MALFORMED},
        {"w/\"7\"", TAG_MALFORMED, TAG_MALFORMED},
        {"\"a b\"", TAG_MALFORMED, TAG_MALFORMED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (if_match(cases[i].header, "\"7\"") != cases[i].strong ||
            if_none_match(cases[i].header, "\"7\"") != cases[i].weak)
            fail_msg("%s", cases[i].header);
    assert_int_equal(if_match("*", NULL), TAG_MISMATCH);
    assert_int_equal(if_none_match("*", NULL), TAG_MISMATCH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages),
        cmocka_unit_test(types),
        cmocka_unit_test(parameters_of_a_type),
        cmocka_unit_test(preferences),
        cmocka_unit_test(content_types),
        cmocka_unit_test(entity_tags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
