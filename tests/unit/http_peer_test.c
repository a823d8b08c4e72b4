/* peer: whose request it is, with and without trusted proxies. */
#include "http/peer.h"

#include "http_support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <arpa/inet.h>
#include <cmocka.h>

static void proxy_lists(void **state)
{
    struct proxies proxies;
    (void)state;
    assert_true(proxies_parse(&proxies, NULL));
    assert_true(proxies_parse(&proxies, ""));
    assert_int_equal(proxies.count, 0);
    assert_true(proxies_parse(&proxies, "127.0.0.1, ::1 ,10.0.0.1"));
    assert_int_equal(proxies.count, 3);
    assert_false(proxies_parse(&proxies, "127.0.0.1, proxy"));
    assert_false(proxies_parse(&proxies, "10.0.0.0/8"));
    assert_false(proxies_parse(&proxies, "1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,"
                                         "1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1"));
}

static void forwarded(void **state)
{
    static const struct {
        const char *proxies, *peer, *header, *expected;
    } cases[] = {
        {"", "127.0.0.1", "192.0.2.7", "127.0.0.1"},
        {"127.0.0.1", "127.0.0.1", NULL, "127.0.0.1"},
        {"127.0.0.1", "127.0.0.1", "192.0.2.7", "192.0.2.7"},
        {"127.0.0.1", "198.51.100.1", "192.0.2.7", "198.51.100.1"},
        {"127.0.0.1", "127.0.0.1", "6.6.6.6, 192.0.2.7", "192.0.2.7"},
        {"127.0.0.1,10.0.0.1", "127.0.0.1", "6.6.6.6, 192.0.2.7 ,10.0.0.1", "192.0.2.7"},
        {"127.0.0.1,10.0.0.1", "127.0.0.1", "10.0.0.1", "10.0.0.1"},
        {"127.0.0.1", "127.0.0.1", "192.0.2.7, unknown", "127.0.0.1"},
        {"127.0.0.1", "127.0.0.1", ",", "127.0.0.1"},
        {"::1", "::1", "2001:DB8::7", "2001:db8::7"},
        {"127.0.0.1", "127.0.0.1", "::ffff:192.0.2.7", "192.0.2.7"},
        {"127.0.0.1", "-", "192.0.2.7", "-"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct req *r = req_new("/");
        struct header header = {"x-forwarded-for", cases[i].header};
        struct proxies proxies;
        r->peer = cases[i].peer;
        r->headers = &header;
        r->header_count = cases[i].header != NULL;
        assert_true(proxies_parse(&proxies, cases[i].proxies));
        peer_forwarded(r, &proxies);
        assert_string_equal(r->peer, cases[i].expected);
        req_free(r);
    }
}

static void socket_addresses(void **state)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0xc0000207)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct arena *a = arena_new();
    (void)state;
    assert_string_equal(peer_text(a, (struct sockaddr *)&v4), "192.0.2.7");
    inet_pton(AF_INET6, "2001:db8::7", &v6.sin6_addr);
    assert_string_equal(peer_text(a, (struct sockaddr *)&v6), "2001:db8::7");
    inet_pton(AF_INET6, "::ffff:192.0.2.7", &v6.sin6_addr);
    assert_string_equal(peer_text(a, (struct sockaddr *)&v6), "192.0.2.7");
    assert_string_equal(peer_text(a, NULL), "-");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proxy_lists),
        cmocka_unit_test(forwarded),
        cmocka_unit_test(socket_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
