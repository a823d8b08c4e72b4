/* listener: receives notices, reconnects by itself, and detects a network that drops everything. */
#include "pg_relay.h"

#include "base/log.h"
#include "pg/listener.h"

#include <stdatomic.h>

static atomic_int heard, lost;

static int begin(void **state)
{
    (void)state;
    relay_start();
    atomic_store(&heard, 0);
    atomic_store(&lost, 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    relay_end();
    return 0;
}

static void count_heard(void *cls)
{
    assert_null(cls);
    atomic_fetch_add(&heard, 1);
}

static void count_lost(void *cls)
{
    assert_null(cls);
    atomic_fetch_add(&lost, 1);
}

static struct listener *listen_through(int port)
{
    char url[128];
    snprintf(url, sizeof url, "host=%s port=%d user=postgres dbname=postgres", server.place, port);
    return listener_new(&(struct listener_config){.url = url,
                                                  .channel = "news",
                                                  .connect_timeout_ms = 1000,
                                                  .heard = count_heard,
                                                  .lost = count_lost});
}

static void wait_until(atomic_int *counter, int least, int ms)
{
    for (int waited = 0; atomic_load(counter) < least && waited < ms; waited += 20)
        pause_ms(20);
    assert_true(atomic_load(counter) >= least);
}

static void what_is_told_is_heard(void **state)
{
    (void)state;
    struct pool *pool = open_pool("postgres", 5432, 1);
    struct listener *listener = listen_through(5432);
    wait_until(&heard, 1, 3000); /* it listens now */
    must(pool, "notify other");
    must(pool, "notify news");
    wait_until(&heard, 2, 2000);
    pause_ms(300);
    assert_int_equal(atomic_load(&heard), 2);
    assert_int_equal(atomic_load(&lost), 0);
    listener_free(listener);
    pool_free(pool);
}

static void the_listener_reconnects(void **state)
{
    (void)state;
    struct pool *pool = open_pool("postgres", 5432, 1);
    struct listener *listener = listen_through(5432);
    wait_until(&heard, 1, 3000);
    must(pool, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tdkt'"
               " and pid <> pg_backend_pid()");
    wait_until(&lost, 1, 1000);
    wait_until(&heard, 2, 5000);
    must(pool, "notify news");
    wait_until(&heard, 3, 2000);
    listener_free(listener);
    pool_free(pool);
}

static void a_dead_network_is_detected(void **state)
{
    (void)state;
    struct listener *listener = listen_through(RELAY_PORT);
    wait_until(&heard, 1, 3000);
    relay.mode = RELAY_FREEZE;
    wait_until(&lost, 1, LISTENER_SILENCE_MS + 1000);
    relay.mode = RELAY_PASS;
    wait_until(&heard, 2, 5000);
    listener_free(listener);
}

static void it_ends_at_once_with_the_database_away(void **state)
{
    (void)state;
    struct listener *listener = listen_through(9);
    pause_ms(300);
    long long begun = now_ms();
    listener_free(listener);
    assert_true(now_ms() - begun < 900);
    assert_int_equal(atomic_load(&heard), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_told_is_heard, begin, end),
        cmocka_unit_test_setup_teardown(the_listener_reconnects, begin, end),
        cmocka_unit_test_setup_teardown(a_dead_network_is_detected, begin, end),
        cmocka_unit_test_setup_teardown(it_ends_at_once_with_the_database_away, begin, end),
    };
    log_set_level(LOG_ERROR);
    return server_is_installed() ? cmocka_run_group_tests(tests, server_start, server_remove) : 0;
}
