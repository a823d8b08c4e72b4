/*
 * A report's page without a server: what is shown for known, unknown and absent figures, and that no text of a record
 * becomes markup.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "reports/page.h"
#include "reports/page_parts.h"
#include "reports/report.h"
#include "reports/svg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MAX = 1024 * 1024 };

static const struct report *report_of(const json_t *document)
{
    const char *name = json_text(document, "report");
    return *name ? report_named(name) : &award_summary_report;
}

static void expect_number(enum lang lang, const char *json, const char *expected)
{
    char into[NUMBER_TEXT];
    struct page page = {NULL, lang, NULL, NULL};
    json_t *value = json_loads(json, JSON_DECODE_ANY, NULL);
    assert_non_null(value);
    assert_string_equal(number_text(&page, value, into), expected);
    json_decref(value);
}

static void test_numbers_are_written_as_people_write_them(void **state)
{
    (void)state;
    expect_number(LANG_VI, "0", "0");
    expect_number(LANG_VI, "999", "999");
    expect_number(LANG_VI, "1000", "1.000");
    expect_number(LANG_VI, "1234567", "1.234.567");
    expect_number(LANG_VI, "655.5", "655,5");
    expect_number(LANG_VI, "-1234.25", "−1.234,25");
    expect_number(LANG_VI, "0.000001", "0,000001");
    expect_number(LANG_VI, "123456789012.345", "123.456.789.012,345");
    expect_number(LANG_VI, "1234567890.123456", "1.234.567.890,123456"); /* a sum has more digits than its parts */
    expect_number(LANG_VI, "1999999999999998.5", "1.999.999.999.999.998,5");
    expect_number(LANG_VI, "0.00005", "0,00005");
    expect_number(LANG_EN, "1234567.5", "1,234,567.5");
    expect_number(LANG_VI, "null", "—");
    expect_number(LANG_VI, "\"12\"", "—");
}

static void expect_figure(const char *json, const char *expected)
{
    char into[NUMBER_TEXT];
    struct page page = {NULL, LANG_VI, NULL, NULL};
    json_t *figure = json_loads(json, 0, NULL);
    assert_string_equal(figure_text(&page, figure, into), expected);
    json_decref(figure);
}

static void test_a_figure_that_was_not_stated_is_never_zero(void **state)
{
    char into[NUMBER_TEXT];
    struct page page = {NULL, LANG_VI, NULL, NULL};
    (void)state;
    expect_figure("{\"state\":\"counted\",\"count\":0}", "0");
    expect_figure("{\"state\":\"counted\",\"count\":1205}", "1.205");
    expect_figure("{\"state\":\"unknown\",\"stated\":\"rất nhiều\"}", "rất nhiều");
    expect_figure("{\"state\":\"unknown\",\"stated\":\"nhiều\",\"at_least\":10}", "nhiều (≥\u00a010)");
    expect_figure("{\"state\":\"unknown\",\"stated\":\"một số đơn vị điều\",\"at_least\":1}", "một số đơn v (≥\u00a01)");
    expect_figure("{\"state\":\"unknown\"}", "nhiều");
    expect_figure("{\"state\":\"not_applicable\"}", "—");
    assert_string_equal(figure_text(&page, NULL, into), "—");
}

static void test_dates_are_written_as_people_write_them(void **state)
{
    char into[NUMBER_TEXT];
    struct page vi = {NULL, LANG_VI, NULL, NULL}, en = {NULL, LANG_EN, NULL, NULL};
    (void)state;
    assert_string_equal(date_text(&vi, "2018-06-30", into), "30/06/2018");
    assert_string_equal(date_text(&en, "2018-06-30", into), "2018-06-30");
    assert_string_equal(date_text(&vi, "", into), "—");
}

static void test_what_stands_at_a_path(void **state)
{
    (void)state;
    json_t *row = json_loads("{\"unit\":{\"name\":\"Lý Nhân\",\"code\":null},\"groups\":[{\"n\":1},{\"n\":2}]}", 0, NULL);
    assert_string_equal(json_text(row, "unit.name"), "Lý Nhân");
    assert_null(json_at(row, "unit.code"));
    assert_null(json_at(row, "unit.nothing.below"));
    assert_int_equal(json_count(row, "groups.1.n"), 2);
    assert_null(json_at(row, "groups.7.n"));
    assert_ptr_equal(json_at(row, ""), row);
    json_decref(row);
}

static void expect_lines(const char *text, size_t characters, size_t most, const char *expected)
{
    struct arena *a = arena_new();
    struct buf *out = buf_new(a, MAX);
    svg_wrapped(out, 0, 0, "x", text, characters, most);
    assert_string_equal(out->text, expected);
    arena_free(a);
}

#define AT(y, text) "<text x=\"0.0\" y=\"" y "\" class=\"x\">" text "</text>\n"

static void test_a_text_is_broken_at_blanks_by_characters_not_bytes(void **state)
{
    (void)state;
    expect_lines("Thu ngân sách", 13, 2, AT("0.0", "Thu ngân sách"));
    expect_lines("Thu ngân sách", 12, 2, AT("0.0", "Thu ngân") AT("17.0", "sách"));
    expect_lines("Xã đạt chuẩn nông thôn mới", 12, 2, AT("0.0", "Xã đạt chuẩn") AT("17.0", "nông thôn…"));
    expect_lines("Nghiêngngả", 4, 1, AT("0.0", "Ngh…"));
    expect_lines("", 4, 2, AT("0.0", ""));
    assert_int_equal(svg_lines("a b c d", 3, 5), 2);
}

/* A document in which every text tries to be markup. */
#define EVIL "\"<script>alert(1)</script>\\\"' onload=x\""
static const char evil[] =
    "{\"report\":\"cluster_review\",\"scope\":{\"kind\":\"cluster\",\"id\":" EVIL ",\"code\":" EVIL ",\"name\":" EVIL "},"
    "\"period\":{\"kind\":\"half\",\"label\":\"2018-H1\",\"from\":\"2018-01-01\",\"to\":\"2018-06-30\"},"
    "\"predecessors\":[{\"name\":" EVIL ",\"code\":" EVIL ",\"kind\":" EVIL ",\"valid_from\":" EVIL ",\"is_shared\":true}],"
    "\"frozen\":{\"at\":" EVIL ",\"by\":" EVIL ",\"note\":" EVIL "},"
    "\"members\":[{\"unit\":{\"name\":" EVIL "},\"role\":" EVIL "}],\"pact\":{\"pact\":" EVIL ",\"pact_signed_on\":" EVIL "},"
    "\"campaigns\":[{\"name\":" EVIL ",\"kind\":" EVIL ",\"starts_on\":" EVIL "}],"
    "\"ranking\":{\"is_final\":false,\"tie_decisions\":[{\"applies\":false,\"decided_on\":" EVIL ",\"reason\":" EVIL "}],"
    "\"items\":[{\"rank\":1,\"tied\":1,\"unit\":{\"name\":" EVIL "},\"role\":" EVIL ","
    "\"tie_break\":{\"kind\":\"leader_decision\",\"decided_on\":" EVIL ",\"reason\":" EVIL "},"
    "\"groups\":[{\"group_name\":" EVIL ",\"max_points\":10,\"confirmed\":9}]}]},"
    "\"awards\":{\"lines\":[{\"name_vi\":" EVIL ",\"name_en\":" EVIL ",\"collectives\":{\"state\":\"unknown\",\"stated\":" EVIL
    "},\"classes\":[]}],\"totals\":{\"collectives\":{\"state\":\"unknown\",\"stated\":" EVIL "}},\"units\":[{\"unit\":{\"name\":" EVIL
    "}}],\"shares\":{}},"
    "\"targets\":{\"totals\":{},\"units\":[{\"unit\":{\"id\":" EVIL ",\"name\":" EVIL "}}],"
    "\"indicators\":[{\"indicator\":" EVIL ",\"measure_unit\":" EVIL ",\"field\":" EVIL "}],"
    "\"targets\":[{\"unit\":{\"id\":" EVIL ",\"name\":" EVIL "},\"collective\":{\"name\":" EVIL "},\"indicator\":" EVIL
    ",\"measure_unit\":" EVIL ",\"field\":" EVIL ",\"state\":" EVIL ",\"status\":\"at_risk\",\"priority\":true}]}}";

/* Forms are records too: the person who enters them is not the one who reads them. */
static const char evil_forms[] =
    "{\"report\":\"statistics\",\"scope\":{\"name\":" EVIL "},"
    "\"period\":{\"kind\":\"year\",\"label\":\"2018\",\"from\":\"2018-01-01\",\"to\":\"2018-12-31\"},"
    "\"forms\":[{\"code\":" EVIL ",\"name_vi\":" EVIL ",\"name_en\":" EVIL ",\"source\":" EVIL ",\"note_vi\":" EVIL
    ",\"note_en\":" EVIL ",\"columns\":[{\"label_vi\":" EVIL ",\"label_en\":" EVIL "}],"
    "\"rows\":[{\"label_vi\":" EVIL ",\"label_en\":" EVIL ",\"depth\":1,\"cells\":[1]}]}]}";

static void expect_no_markup(const char *json, enum lang lang)
{
    struct arena *a = arena_new();
    struct buf *out = buf_new(a, MAX);
    json_t *document = json_loads(json, 0, NULL);
    assert_non_null(document);
    page_write(out, report_of(document), document, lang);
    assert_false(out->overflow);
    assert_non_null(strstr(out->text, "&lt;script&gt;"));
    assert_null(strstr(out->text, "<script"));
    assert_null(strstr(out->text, "\"' onload"));
    json_decref(document);
    arena_free(a);
}

static void test_no_text_of_a_record_becomes_markup(void **state)
{
    (void)state;
    for (enum lang lang = LANG_VI; lang <= LANG_EN; lang++) {
        expect_no_markup(evil, lang);
        expect_no_markup(evil_forms, lang);
    }
}

static void test_a_predecessor_that_others_count_too_is_marked(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct buf *out = buf_new(a, MAX);
    json_t *document = json_loads("{\"predecessors\":[{\"name\":\"Đồng Lý\",\"kind\":\"merge\",\"is_shared\":false},"
                                  "{\"name\":\"Hòa Mạc\",\"kind\":\"split\",\"is_shared\":true}]}", 0, NULL);
    assert_non_null(document);
    page_write(out, report_of(document), document, LANG_VI);
    assert_non_null(strstr(out->text, "<td>sáp nhập</td>"));
    assert_non_null(strstr(out->text, "<td>chia tách; đơn vị kế thừa khác cũng tính</td>"));
    json_decref(document);
    arena_free(a);
}

#define TARGET(status) "{\"counts_for\":\"u\",\"indicator\":\"Thu\",\"status\":" status "}"
#define TARGETS(one, other) \
    "{\"report\":\"target_progress\",\"totals\":{},\"units\":[{\"unit\":{\"id\":\"u\",\"name\":\"Lý Nhân\"}}]," \
    "\"indicators\":[{\"indicator\":\"Thu\"}],\"targets\":[" TARGET(one) "," TARGET(other) "]}"

static void expect_cell(const char *json, const char *tooltip)
{
    struct arena *a = arena_new();
    struct buf *out = buf_new(a, MAX);
    json_t *document = json_loads(json, 0, NULL);
    assert_non_null(document);
    page_write(out, report_of(document), document, LANG_VI);
    const char *cell = strstr(out->text, "<title>Lý Nhân: ");
    assert_non_null(cell);
    assert_memory_equal(cell, tooltip, strlen(tooltip));
    json_decref(document);
    arena_free(a);
}

static void test_a_cell_shows_the_worst_of_its_targets(void **state)
{
    (void)state;
    expect_cell(TARGETS("\"unmet\"", "\"met\""), "<title>Lý Nhân: Không đạt</title>");
    expect_cell(TARGETS("\"met\"", "\"unmet\""), "<title>Lý Nhân: Không đạt</title>");
    expect_cell(TARGETS("null", "\"on_track\""), "<title>Lý Nhân: Chưa có số liệu</title>");
    expect_cell(TARGETS("null", "\"at_risk\""), "<title>Lý Nhân: Có nguy cơ</title>");
}

/* What remains after snprintf() cut the text at a number of bytes. */
static void test_a_text_cut_within_a_character_stays_utf8(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Phủ Lý", "Phủ Lý"}, {"Ph\xE1\xBB", "Ph"}, {"\xE1: x", ": x"}, {"L\xC3", "L"}, {"\xE1<", "&lt;"},
        {"\xF0\x9F\x8F\x85\xF0\x9F", "\xF0\x9F\x8F\x85"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *a = arena_new();
        struct buf *out = buf_new(a, MAX);
        add_escaped(out, cases[i][0]);
        assert_string_equal(out->text, cases[i][1]);
        arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_text_cut_within_a_character_stays_utf8),
        cmocka_unit_test(test_numbers_are_written_as_people_write_them),
        cmocka_unit_test(test_a_figure_that_was_not_stated_is_never_zero),
        cmocka_unit_test(test_dates_are_written_as_people_write_them),
        cmocka_unit_test(test_what_stands_at_a_path),
        cmocka_unit_test(test_a_text_is_broken_at_blanks_by_characters_not_bytes),
        cmocka_unit_test(test_no_text_of_a_record_becomes_markup),
        cmocka_unit_test(test_a_predecessor_that_others_count_too_is_marked),
        cmocka_unit_test(test_a_cell_shows_the_worst_of_its_targets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
