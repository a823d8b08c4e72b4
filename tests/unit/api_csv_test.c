/* csv: what a spreadsheet reads, byte for byte. */
#include "reports/csv.h"

#include "base/arena.h"
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const struct csv_column columns[] = {{.name = "code", .path = "code"}, {.name = "name", .path = "unit.name"}, {0}};
static const struct csv_table table = {.arrays = {"rows"}, .columns = columns};

static void assert_csv_of(const struct csv_table *t, const char *document, bool with_bom, const char *expected)
{
    struct arena *a = arena_new();
    json_t *tree = json_loads(document, 0, NULL);
    assert_non_null(tree);
    assert_string_equal(csv_write(a, t, tree, with_bom)->text, expected);
    json_decref(tree);
    arena_free(a);
}

static void assert_csv(const char *document, const char *expected)
{
    assert_csv_of(&table, document, false, expected);
}

static void writes_a_header_and_rows_with_crlf(void **state)
{
    (void)state;
    assert_csv("{\"rows\":[]}", "code,name\r\n");
    assert_csv("{}", "code,name\r\n");
    assert_csv("{\"rows\":[{\"code\":\"347\",\"unit\":{\"name\":\"Phủ Lý\"}}]}", "code,name\r\n347,Phủ Lý\r\n");
}

static void begins_with_the_mark_when_asked(void **state)
{
    (void)state;
    assert_csv_of(&table, "{\"rows\":[]}", true, "\xEF\xBB\xBF" "code,name\r\n");
}

static void quotes_what_must_be_quoted(void **state)
{
    (void)state;
    assert_csv("{\"rows\":[{\"code\":\"a,b\",\"unit\":{\"name\":\"\\\"mẫu\\\"\"}}]}",
               "code,name\r\n\"a,b\",\"\"\"mẫu\"\"\"\r\n");
    assert_csv("{\"rows\":[{\"code\":\"a\\nb\",\"unit\":{\"name\":\"a\\r\\nb\"}}]}",
               "code,name\r\n\"a\nb\",\"a\r\nb\"\r\n");
}

static void tells_formulas_as_text(void **state)
{
    static const char *const cases[][2] = {
        {"=1+1", "'=1+1"},     {"+84", "'+84"},   {"-5", "'-5"},
        {"@SUM(A1)", "'@SUM(A1)"}, {"\\t=1", "\"'\t'=1\""}, {"a=1", "a=1"},
        {"=HYPERLINK(\\\"x\\\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""}, {"\\r=1", "\"'\r'=1\""},
        {"a;=1;", "\"a;'=1;\""}, {"a\\n=1", "\"a\n'=1\""}, {"a\\t@x", "\"a\t'@x\""}, {"a; -5", "\"a; -5\""},
        {"＝1", "'＝1"}, {"＠x", "'＠x"}, {"；=1", "；=1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char document[200], expected[200];
        snprintf(document, sizeof document, "{\"rows\":[{\"code\":\"%s\"}]}", cases[i][0]);
        snprintf(expected, sizeof expected, "code,name\r\n%s,\r\n", cases[i][1]);
        assert_csv(document, expected);
    }
}

static void writes_numbers_digit_for_digit(void **state)
{
    static const char *const numbers[] = {"0", "-5", "0.1", "-0.5", "123456789.012345", "0.000001", "999999999999999",
                                          "96.75", "123456789012.123"};
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char document[200], expected[200];
        snprintf(document, sizeof document, "{\"rows\":[{\"code\":%s}]}", numbers[i]);
        snprintf(expected, sizeof expected, "code,name\r\n%s,\r\n", numbers[i]);
        assert_csv(document, expected);
    }
}

static void leaves_the_unknown_empty(void **state)
{
    (void)state;
    assert_csv("{\"rows\":[{\"code\":null,\"unit\":null},{}]}", "code,name\r\n,\r\n,\r\n");
    assert_csv("{\"rows\":[{\"code\":true,\"unit\":{\"name\":\"\"}}]}", "code,name\r\ntrue,\r\n");
}

static void goes_down_to_nested_rows(void **state)
{
    static const struct csv_column of[] = {{.name = "a", .path = "a"}, {.name = "above", .path = "a", .up = 1}, {0}};
    static const struct csv_table every = {.arrays = {"x", "y"}, .columns = of};
    static const struct csv_table deepest = {.arrays = {"x", "y"}, .only_deepest = true, .columns = of};
    static const char document[] = "{\"x\":[{\"a\":1,\"y\":[{\"a\":2},{\"a\":3}]},{\"a\":4}]}";
    (void)state;
    assert_csv_of(&every, document, false, "a,above\r\n1,\r\n2,1\r\n3,1\r\n4,\r\n");
    assert_csv_of(&deepest, document, false, "a,above\r\n2,1\r\n3,1\r\n");
}

static void matches_by_key_and_by_place(void **state)
{
    static const struct csv_match by_key = {"other", "of.id", "id"}, by_place = {.array = "names"};
    static const struct csv_column of[] = {{.name = "n", .path = "n", .match = &by_key}, {0}};
    static const struct csv_column placed[] = {{.name = "name", .path = "", .up = 1, .match = &by_place}, {.name = "v", .path = ""}, {0}};
    static const struct csv_table keyed = {.arrays = {"rows"}, .columns = of};
    static const struct csv_table parallel = {.arrays = {"rows", "cells"}, .only_deepest = true, .columns = placed};
    (void)state;
    assert_csv_of(&keyed, "{\"rows\":[{\"id\":1},{\"id\":9}],\"other\":[{\"of\":{\"id\":1},\"n\":7}]}", false, "n\r\n7\r\n\r\n");
    assert_csv_of(&parallel, "{\"rows\":[{\"names\":[\"a\",\"b\"],\"cells\":[5,null]}]}", false,
                  "name,v\r\na,5\r\nb,\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_a_header_and_rows_with_crlf), cmocka_unit_test(begins_with_the_mark_when_asked),
        cmocka_unit_test(quotes_what_must_be_quoted),         cmocka_unit_test(tells_formulas_as_text),
        cmocka_unit_test(writes_numbers_digit_for_digit),     cmocka_unit_test(leaves_the_unknown_empty),
        cmocka_unit_test(goes_down_to_nested_rows),           cmocka_unit_test(matches_by_key_and_by_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
