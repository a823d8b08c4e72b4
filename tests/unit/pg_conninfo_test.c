/* conninfo: what a URL becomes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "pg/conninfo.h"

#include <string.h>

static struct arena *arena;

static int begin(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static const char *value(const struct conninfo *info, const char *keyword)
{
    for (int i = 0; info->keywords[i]; i++)
        if (strcmp(info->keywords[i], keyword) == 0)
            return info->values[i];
    return "";
}

static void what_the_url_does_not_say_is_added(void **state)
{
    (void)state;
    struct conninfo info;
    assert_true(conninfo_parse(&info, arena, "postgresql://an:secret@db:5433/tdkt", 4000));
    assert_string_equal(value(&info, "host"), "db");
    assert_string_equal(value(&info, "password"), "secret");
    assert_string_equal(value(&info, "application_name"), "tdkt");
    assert_string_equal(value(&info, "client_encoding"), "UTF8");
    assert_string_equal(value(&info, "keepalives_idle"), "10");
    assert_non_null(strstr(value(&info, "options"), "statement_timeout=4000"));
    assert_non_null(strstr(value(&info, "options"), "TimeZone=UTC"));
}

static void what_the_url_says_stays(void **state)
{
    (void)state;
    struct conninfo info;
    const char *url = "host=db tcp_user_timeout=3000 application_name=mine options='-c work_mem=8MB'";
    assert_true(conninfo_parse(&info, arena, url, 4000));
    assert_string_equal(value(&info, "tcp_user_timeout"), "3000");
    assert_string_equal(value(&info, "application_name"), "mine");
    assert_memory_equal(value(&info, "options"), "-c work_mem=8MB ", 16);
}

static void a_malformed_url_is_refused(void **state)
{
    (void)state;
    struct conninfo info;
    assert_false(conninfo_parse(&info, arena, "postgresql://[::1", 4000));
    assert_false(conninfo_parse(&info, arena, "host=a nonsense=b", 4000));
}

static void several_hosts_take_turns_with_their_ports(void **state)
{
    (void)state;
    struct conninfo info, rotated;
    assert_true(conninfo_parse(&info, arena, "host=a,b,c port=1,2,3 dbname=x", 4000));
    assert_int_equal(info.hosts, 3);
    conninfo_rotate(&rotated, arena, &info, 4);
    assert_string_equal(value(&rotated, "host"), "b,c,a");
    assert_string_equal(value(&rotated, "port"), "2,3,1");
    conninfo_rotate(&rotated, arena, &info, 3);
    assert_string_equal(value(&rotated, "host"), "a,b,c");
}

static void one_port_for_all_hosts_stays(void **state)
{
    (void)state;
    struct conninfo info, rotated;
    assert_true(conninfo_parse(&info, arena, "host=a,b port=5432", 4000));
    conninfo_rotate(&rotated, arena, &info, 1);
    assert_string_equal(value(&rotated, "host"), "b,a");
    assert_string_equal(value(&rotated, "port"), "5432");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_the_url_does_not_say_is_added, begin, end),
        cmocka_unit_test_setup_teardown(what_the_url_says_stays, begin, end),
        cmocka_unit_test_setup_teardown(a_malformed_url_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(several_hosts_take_turns_with_their_ports, begin, end),
        cmocka_unit_test_setup_teardown(one_port_for_all_hosts_stays, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
