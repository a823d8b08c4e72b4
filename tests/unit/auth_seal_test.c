/* seal: a vector made with another library; nothing readable in it; every change is detected. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/seal.h"

#include <stdio.h>
#include <string.h>

enum { MAX = 300 };

static const struct secret secret = {.key = "0123456789abcdef0123456789abcdef", .length = 32};
static const struct secret other_secret = {.key = "1123456789abcdef0123456789abcdef", .length = 32};
static const char name[] = "Đặng Thị Hường";

/* HKDF-SHA-256 without salt, info "label"; AES-SIV over "binding" and sixteen zero bytes. */
static void matches_a_vector_of_another_library(void **state)
{
    unsigned char sealed[sizeof name + SEAL_EXTRA];
    char hex[2 * sizeof sealed + 1];
    (void)state;
    seal(&secret, "label", "binding", name, sizeof name - 1, sealed);
    for (size_t i = 0; i < sizeof name - 1 + SEAL_EXTRA; i++)
        snprintf(hex + 2 * i, 3, "%02x", sealed[i]);
    assert_string_equal(hex, "733c37d2812bb4f0c2d7a3050a1cd994604d22760cfae7e9aec59bf1ecbd9b5fe74c7c24d7c5");
}

static void comes_back(void **state)
{
    unsigned char bytes[MAX], sealed[MAX + SEAL_EXTRA], opened[MAX];
    (void)state;
    for (size_t i = 0; i < MAX; i++)
        bytes[i] = (unsigned char)(i * 7);
    for (size_t length = 1; length <= MAX; length++) {
        seal(&secret, "label", "", bytes, length, sealed);
        assert_true(unseal(&secret, "label", "", sealed, length + SEAL_EXTRA, opened));
        assert_memory_equal(opened, bytes, length);
    }
}

static void every_change_is_detected(void **state)
{
    unsigned char sealed[sizeof name + SEAL_EXTRA], opened[sizeof name];
    size_t size = sizeof name - 1 + SEAL_EXTRA;
    (void)state;
    seal(&secret, "label", "binding", name, sizeof name - 1, sealed);
    for (size_t i = 0; i < size; i++)
        for (int bit = 0; bit < 8; bit++) {
            sealed[i] ^= (unsigned char)(1 << bit);
            assert_false(unseal(&secret, "label", "binding", sealed, size, opened));
            sealed[i] ^= (unsigned char)(1 << bit);
        }
    for (size_t shorter = 0; shorter < size; shorter++)
        assert_false(unseal(&secret, "label", "binding", sealed, shorter, opened));
    assert_true(unseal(&secret, "label", "binding", sealed, size, opened));
}

static void belongs_to_its_use(void **state)
{
    unsigned char sealed[sizeof name + SEAL_EXTRA], opened[sizeof name];
    size_t size = sizeof name - 1 + SEAL_EXTRA;
    (void)state;
    seal(&secret, "label", "binding", name, sizeof name - 1, sealed);
    assert_false(unseal(&other_secret, "label", "binding", sealed, size, opened));
    assert_false(unseal(&secret, "labels", "binding", sealed, size, opened));
    assert_false(unseal(&secret, "label", "bindin", sealed, size, opened));
    assert_false(unseal(&secret, "label", "", sealed, size, opened));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_a_vector_of_another_library),
        cmocka_unit_test(comes_back),
        cmocka_unit_test(every_change_is_detected),
        cmocka_unit_test(belongs_to_its_use),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
