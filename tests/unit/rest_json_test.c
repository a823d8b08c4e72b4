/*
 * json: text that the database made, as it is answered: without blanks between tokens, and with every blank inside a
 * text.
 */
#include "rest/json.h"

#include "http_support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void expect_reply(const char *made, const char *answered)
{
    struct req *r = req_new("/");
    assert_true(json_reply(r, made, strlen(made)));
    assert_int_equal(r->reply.status, 200);
    assert_int_equal(r->reply.length, strlen(answered));
    assert_string_equal(r->reply.body, answered);
    req_free(r);
}

static void blanks_between_tokens_go(void **state)
{
    (void)state;
    expect_reply("{\"a\" : 1, \"b\" : [1.50, null, true]}", "{\"a\":1,\"b\":[1.50,null,true]}");
    expect_reply("{}", "{}");
    expect_reply("[ ]\n", "[]");
}

static void blanks_of_a_text_stay(void **state)
{
    (void)state;
    expect_reply("{\"a b\" : \" c , \\\" : d \\\\\", \"e\" : \"\"}", "{\"a b\":\" c , \\\" : d \\\\\",\"e\":\"\"}");
    expect_reply("[\"Lý Nhân\", \"\\u0020 x\"]", "[\"Lý Nhân\",\"\\u0020 x\"]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks_between_tokens_go),
        cmocka_unit_test(blanks_of_a_text_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
