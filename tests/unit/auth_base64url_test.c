/* base64url: one spelling for every sequence of bytes; no other is accepted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/base64url.h"

#include <string.h>

static void decodes_canonical_text(void **state)
{
    static const struct {
        const char *text, *bytes;
    } cases[] = {{"", ""},           {"Zg", "f"},          {"Zm8", "fo"},          {"Zm9v", "foo"},
                 {"Zm9vYg", "foob"}, {"Zm9vYmE", "fooba"}, {"Zm9vYmFy", "foobar"}, {"-_-_", "\xfb\xff\xbf"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned char out[16];
        char back[32];
        size_t size = 99;
        assert_true(base64url_decode(cases[i].text, strlen(cases[i].text), out, &size));
        assert_int_equal(size, strlen(cases[i].bytes));
        assert_memory_equal(out, cases[i].bytes, size);
        base64url_encode(out, size, back);
        assert_string_equal(back, cases[i].text);
    }
}

static void refuses_every_other_spelling(void **state)
{
    static const char *const cases[] = {"Zg==",  "Zg=",   "Zm8=", "Z",    "Zm9vY",  "A",    "Zm9vA",
                                        "Zh",    "Zv",    "Zm9",  "Zm-",  "Zm+v",   "Zm/v", "Zm9v\n",
                                        " Zm9v", "Zm 9v", "Zm!v", "Zm.v", "Zm\x80v"};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned char out[16];
        size_t size;
        if (base64url_decode(cases[i], strlen(cases[i]), out, &size))
            fail_msg("accepted: %s", cases[i]);
    }
}

static void refuses_a_nul(void **state)
{
    unsigned char out[16];
    size_t size;
    (void)state;
    assert_false(base64url_decode("Zm\0v", 4, out, &size));
}

static void room_and_length_suffice(void **state)
{
    (void)state;
    for (size_t size = 0; size < 70; size++) {
        unsigned char bytes[70], back[80];
        char text[100];
        size_t got;
        for (size_t i = 0; i < size; i++)
            bytes[i] = (unsigned char)(i * 37 + size);
        base64url_encode(bytes, size, text);
        assert_true(strlen(text) + 1 <= base64url_length(size));
        assert_true(size <= base64url_room(strlen(text)));
        assert_true(base64url_decode(text, strlen(text), back, &got));
        assert_int_equal(got, size);
        assert_memory_equal(back, bytes, size);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_canonical_text),
        cmocka_unit_test(refuses_every_other_spelling),
        cmocka_unit_test(refuses_a_nul),
        cmocka_unit_test(room_and_length_suffice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
