/* peer: who sends a request, with and without trusted proxies. */
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

/* The beginning of the links for a caller: only a trusted proxy may set it, and only to what a URL may contain. */
static void addresses_of_links(void **state)
{
    static const struct {
        const char *peer, *forwarded, *proto, *host, *scheme, *expected;
    } cases[] = {
        {"127.0.0.1", NULL, NULL, NULL, NULL, NULL},
        {"127.0.0.1", NULL, "https", "tdkt.example", "https", "tdkt.example"},
        {"127.0.0.1", NULL, "HTTPS", "tdkt.example:8443", "https", "tdkt.example:8443"},
        {"198.51.100.1", NULL, "https", "evil.example", NULL, NULL},
        {"198.51.100.1", "proto=https;host=evil.example", NULL, NULL, NULL, NULL},
        {"127.0.0.1", "for=192.0.2.7;proto=https;host=\"tdkt.example:443\"", NULL, NULL, "https", "tdkt.example:443"},
        {"127.0.0.1", "for=6.6.6.6;proto=http;host=evil, for=192.0.2.7;Proto=https ; Host=tdkt.example", "http", "other",
         "https", "tdkt.example"},
        {"127.0.0.1", "for=192.0.2.7", "https", NULL, "https", NULL},
        {"127.0.0.1", NULL, "http, https", "evil, tdkt.example", "https", "tdkt.example"},
        {"127.0.0.1", NULL, "javascript", "a/b", NULL, NULL},
        {"127.0.0.1", "proto;=https;host=", NULL, NULL, NULL, NULL},
        {"127.0.0.1", "host=\"", NULL, "", NULL, NULL},
        {"127.0.0.1", NULL, "httpss", "a b", NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct req *r = req_new("/");
        struct proxies proxies;
        struct header headers[3];
        size_t count = 0;
        const char *const names[] = {"forwarded", "x-forwarded-proto", "x-forwarded-host"};
        const char *const values[] = {cases[i].forwarded, cases[i].proto, cases[i].host};
        for (size_t n = 0; n < 3; n++)
            if (values[n])
                headers[count++] = (struct header){names[n], values[n]};
        r->peer = cases[i].peer;
        r->headers = headers;
        r->header_count = count;
        assert_true(proxies_parse(&proxies, "127.0.0.1"));
        peer_forwarded(r, &proxies);
        assert_true((r->scheme == NULL) == (cases[i].scheme == NULL));
        assert_true((r->host == NULL) == (cases[i].expected == NULL));
        if (r->scheme)
            assert_string_equal(r->scheme, cases[i].scheme);
        if (r->host)
            assert_string_equal(r->host, cases[i].expected);
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
        cmocka_unit_test(addresses_of_links),
        cmocka_unit_test(socket_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
