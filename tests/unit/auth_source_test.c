/* key_source: keys from a URL, served by a thread of this test that answers what each case sets. */
#include "auth_fixture.h"

#include "auth/key_set.h"
#include "auth/key_source.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

struct server {
    int socket;
    pthread_t thread;
    pthread_mutex_t guard;
    char *answer; /* protected by the mutex */
    atomic_int requests;
    char url[64];
};

static void answer_one(struct server *server, int peer)
{
    char request[2048];
    if (read(peer, request, sizeof request) > 0) {
        atomic_fetch_add(&server->requests, 1);
        pthread_mutex_lock(&server->guard);
        send(peer, server->answer, strlen(server->answer), MSG_NOSIGNAL);
        pthread_mutex_unlock(&server->guard);
    }
    close(peer);
}

static void *serve(void *argument)
{
    struct server *server = argument;
    for (;;) {
        int peer = accept(server->socket, NULL, NULL);
        if (peer < 0)
            return NULL;
        answer_one(server, peer);
    }
}

static void server_start(struct server *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    *server = (struct server){.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    assert_int_equal(bind(server->socket, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(server->socket, 8), 0);
    assert_int_equal(getsockname(server->socket, (struct sockaddr *)&address, &size), 0);
    snprintf(server->url, sizeof server->url, "http://127.0.0.1:%d/keys", ntohs(address.sin_port));
    pthread_mutex_init(&server->guard, NULL);
    assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
}

static void server_says(struct server *server, const char *head, const char *body)
{
    char *answer = NULL;
    assert_true(asprintf(&answer, "HTTP/1.1 %s\r\nConnection: close\r\n\r\n%s", head, body) > 0);
    pthread_mutex_lock(&server->guard);
    free(server->answer);
    server->answer = answer;
    pthread_mutex_unlock(&server->guard);
}

static void server_stop(struct server *server)
{
    shutdown(server->socket, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->socket);
    pthread_mutex_destroy(&server->guard);
    free(server->answer);
}

static void assert_unreadable(const char *url, const char *expected)
{
    struct arena *a = arena_new();
    struct reason reason = {.text = ""};
    size_t length;
    assert_null(key_source_read(url, a, &length, &reason));
    if (!strstr(reason.text, expected))
        fail_msg("%s, not %s", reason.text, expected);
    assert_null(strstr(reason.text, url));
    arena_free(a);
}

static void reads_a_url(void **state)
{
    struct server server;
    struct arena *a = arena_new();
    struct reason reason = {.text = ""};
    size_t length = 0;
    (void)state;
    server_start(&server);
    server_says(&server, "200 OK", "{\"keys\":[]}");
    const char *text = key_source_read(server.url, a, &length, &reason);
    assert_non_null(text);
    assert_int_equal(length, 11);
    assert_memory_equal(text, "{\"keys\":[]}", length);
    server_stop(&server);
    arena_free(a);
}

static void takes_no_other_answer(void **state)
{
    struct server server;
    char *large = malloc(KEY_SOURCE_MAX + 2);
    (void)state;
    memset(large, ' ', KEY_SOURCE_MAX + 1);
    large[KEY_SOURCE_MAX + 1] = '\0';
    server_start(&server);
    server_says(&server, "404 Not Found", "{}");
    assert_unreadable(server.url, "answered 404");
    server_says(&server, "302 Found\r\nLocation: file:///etc/hostname", "");
    assert_unreadable(server.url, "answered 302");
    server_says(&server, "200 OK", large);
    assert_unreadable(server.url, "larger than 256 KiB");
    server_says(&server, "200 OK\r\nContent-Length: 100", "{}");
    assert_unreadable(server.url, "cannot be fetched");
    server_stop(&server);
    assert_unreadable(server.url, "cannot be fetched");
    free(large);
}

static enum token_verdict verdict_of(struct verifier *verifier, const char *token)
{
    struct arena *a = arena_new();
    struct claims claims;
    enum token_verdict verdict = token_verify(verifier, token, a, &claims);
    arena_free(a);
    return verdict;
}

static const char *set_of(struct arena *a, const struct test_key *key, const char *kid)
{
    return arena_printf(a, "{\"keys\":[%s]}", jwk_of(a, key, arena_printf(a, ",\"kid\":\"%s\"", kid)));
}

static const char *es256_of(struct arena *a, const struct test_key *key, const char *kid)
{
    const char *header = arena_printf(a, "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"%s\"}", kid);
    return token_of(a, key, header, good_claims(a, ""));
}

/*
 * A provider rotates its keys: the first token signed by the new key makes the service fetch them, at most once a
 * minute.
 */
static void asks_again_for_an_unknown_kid(void **state)
{
    struct server server;
    struct test_key first, second;
    struct arena *a = arena_new();
    char why[300] = "";
    (void)state;
    test_key_init(&first, TEST_P256);
    test_key_init(&second, TEST_P256);
    server_start(&server);
    server_says(&server, "200 OK", set_of(a, &first, "1"));
    struct verifier_config config = test_config(server.url);
    struct verifier *verifier = verifier_new(&config, why, sizeof why);
    assert_non_null(verifier);
    assert_int_equal(verdict_of(verifier, es256_of(a, &first, "1")), TOKEN_OK);
    assert_int_equal(server.requests, 1);
    server_says(&server, "200 OK", set_of(a, &second, "2"));
    assert_int_equal(verdict_of(verifier, es256_of(a, &second, "2")), TOKEN_OK);
    assert_int_equal(server.requests, 2);
    for (int i = 0; i < 5; i++)
        assert_int_equal(verdict_of(verifier, es256_of(a, &first, "3")), TOKEN_UNKNOWN_KEY);
    assert_int_equal(server.requests, 2);
    assert_int_equal(verdict_of(verifier, es256_of(a, &first, "1")), TOKEN_UNKNOWN_KEY);
    verifier_free(verifier);
    server_stop(&server);
    arena_free(a);
    test_key_release(&first);
    test_key_release(&second);
}

static void unchanged_keys_keep_their_cache(void **state)
{
    struct server server;
    struct test_key key;
    struct verifier_figures figures;
    struct arena *a = arena_new();
    char why[300] = "";
    (void)state;
    test_key_init(&key, TEST_P256);
    server_start(&server);
    server_says(&server, "200 OK", set_of(a, &key, "1"));
    struct verifier_config config = test_config(server.url);
    struct verifier *verifier = verifier_new(&config, why, sizeof why);
    assert_non_null(verifier);
    const char *token = es256_of(a, &key, "1");
    assert_int_equal(verdict_of(verifier, token), TOKEN_OK);
    assert_int_equal(verdict_of(verifier, es256_of(a, &key, "unknown")), TOKEN_UNKNOWN_KEY);
    assert_int_equal(server.requests, 2);
    assert_int_equal(verdict_of(verifier, token), TOKEN_OK);
    verifier_figures(verifier, &figures);
    assert_int_equal(figures.cache_hits, 1);
    verifier_free(verifier);
    server_stop(&server);
    arena_free(a);
    test_key_release(&key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_url),
        cmocka_unit_test(takes_no_other_answer),
        cmocka_unit_test(asks_again_for_an_unknown_kid),
        cmocka_unit_test(unchanged_keys_keep_their_cache),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
