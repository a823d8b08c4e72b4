/* config: defaults, files, and refusals that name the variable. */
#include "program/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static int clean_environment(void **state)
{
    (void)state;
    return clearenv();
}

static void has_defaults(void **state)
{
    struct config c;
    char why[200];
    (void)state;
    assert_true(config_read(&c, why, sizeof why));
    assert_string_equal(c.listen, "127.0.0.1:8080");
    assert_string_equal(c.jwt_keys, "");
    assert_int_equal(c.jwt_skew, 30);
    config_free(&c);
}

static void reads_a_file(void **state)
{
    struct config c;
    char why[200], path[] = "/tmp/tdkt-config-XXXXXX";
    int fd = mkstemp(path);
    (void)state;
    assert_true(fd >= 0 && write(fd, "0123456789abcdef0123456789abcdef\n", 33) == 33);
    close(fd);
    setenv("TDKT_SECRET_FILE", path, 1);
    assert_true(config_read(&c, why, sizeof why));
    assert_string_equal(c.secret, "0123456789abcdef0123456789abcdef");
    config_free(&c);
    unlink(path);
    assert_false(config_read(&c, why, sizeof why));
    assert_non_null(strstr(why, "TDKT_SECRET_FILE"));
    config_free(&c);
}

static void names_what_is_wrong(void **state)
{
    static const char *const wrong[][2] = {
        {"TDKT_JWT_SKEW", "61"},     {"TDKT_JWT_SKEW", "-1"},      {"TDKT_JWT_SKEW", "1x"},
        {"TDKT_BODY_LIMIT", "1.5"},  {"TDKT_SECRET", "too short"}, {"TDKT_RATE_LIMIT", "99999999999999999999"},
        {"TDKT_DB_WAITING", "abc"}};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct config c;
        char why[200] = "";
        setenv(wrong[i][0], wrong[i][1], 1);
        assert_false(config_read(&c, why, sizeof why));
        assert_non_null(strstr(why, wrong[i][0]));
        config_free(&c);
        unsetenv(wrong[i][0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(has_defaults, clean_environment),
        cmocka_unit_test_setup(reads_a_file, clean_environment),
        cmocka_unit_test_setup(names_what_is_wrong, clean_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
