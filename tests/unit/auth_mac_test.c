/* mac: published vectors; a label separates different uses of one secret. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/mac.h"

#include <string.h>

static void assert_hex(const unsigned char digest[static MAC_BYTES], const char *expected)
{
    char hex[MAC_HEX];
    mac_hex(digest, hex);
    assert_string_equal(hex, expected);
}

static void sha256_of_abc(void **state)
{
    unsigned char digest[MAC_BYTES];
    (void)state;
    sha256("abc", 3, digest);
    assert_hex(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sha256("", 0, digest);
    assert_hex(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* HMAC of "label" NUL "data", made with another library. */
static void mac_covers_label_and_data(void **state)
{
    struct secret secret = {.length = 32};
    unsigned char tag[MAC_BYTES];
    (void)state;
    memset(secret.key, 0x0b, secret.length);
    mac(&secret, "cursor", "data", 4, tag);
    assert_hex(tag, "6e5f75428ed92f770be1ec3f6e04de4664b5ff810368e23925025e5e3d4b68af");
}

static void labels_and_secrets_separate(void **state)
{
    struct secret one = {.length = 32}, other = {.key = {1}, .length = 32};
    unsigned char a[MAC_BYTES], b[MAC_BYTES];
    (void)state;
    mac(&one, "cursor", "x", 1, a);
    mac(&one, "cursor", "x", 1, b);
    assert_memory_equal(a, b, MAC_BYTES);
    mac(&one, "citizen_id", "x", 1, b);
    assert_memory_not_equal(a, b, MAC_BYTES);
    mac(&other, "cursor", "x", 1, b);
    assert_memory_not_equal(a, b, MAC_BYTES);
    mac(&one, "cursorx", "", 0, b);
    assert_memory_not_equal(a, b, MAC_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_of_abc),
        cmocka_unit_test(mac_covers_label_and_data),
        cmocka_unit_test(labels_and_secrets_separate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
