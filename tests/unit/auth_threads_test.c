/* Many threads verify while another replaces the keys: every verdict is one that either set of keys could give. */
#include "auth_fixture.h"

#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 16, ROUNDS = 300, RELOADS = 40 };

struct scene {
    struct verifier *verifier;
    const char *path, *of_kept, *of_other, *forged;
    atomic_int surprises;
    atomic_bool finished;
};

static bool is_expected(int which, enum token_verdict verdict)
{
    if (which == 2)
        return verdict == TOKEN_BAD_SIGNATURE;
    return verdict == TOKEN_OK || (which == 1 && verdict == TOKEN_UNKNOWN_KEY);
}

static void look_once(struct scene *scene, int which)
{
    struct arena *a = arena_new();
    struct claims claims;
    const char *const tokens[] = {scene->of_kept, scene->of_other, scene->forged};
    enum token_verdict verdict = token_verify(scene->verifier, tokens[which], a, &claims);
    bool is_whole = verdict != TOKEN_OK || strcmp(claims.subject, "an.nv") == 0;
    if (!is_expected(which, verdict) || !is_whole)
        atomic_fetch_add(&scene->surprises, 1);
    arena_free(a);
}

static void *verify_often(void *argument)
{
    struct scene *scene = argument;
    for (int round = 0; round < ROUNDS || !atomic_load(&scene->finished); round++)
        look_once(scene, round % 3);
    return NULL;
}

static enum token_verdict verdict_of(struct scene *scene, const char *token)
{
    struct arena *a = arena_new();
    struct claims claims;
    enum token_verdict verdict = token_verify(scene->verifier, token, a, &claims);
    arena_free(a);
    return verdict;
}

static void reload(struct scene *scene, const char *keys)
{
    char why[300] = "";
    write_file(scene->path, keys);
    assert_true(verifier_reload(scene->verifier, why, sizeof why));
}

/* After a reload has returned, tokens of a withdrawn key are refused, whatever else ran during the reload. */
static void reload_often(struct scene *scene, const char *both, const char *one)
{
    for (int i = 0; i < RELOADS; i++) {
        reload(scene, one);
        for (int look = 0; look < 20; look++)
            assert_int_equal(verdict_of(scene, scene->of_other), TOKEN_UNKNOWN_KEY);
        reload(scene, both);
        assert_int_equal(verdict_of(scene, scene->of_other), TOKEN_OK);
        usleep(500);
    }
}

static void verdicts_hold_while_keys_change(void **state)
{
    char path[] = "/tmp/tdkt_threads_XXXXXX", why[300] = "";
    struct verifier_config config = test_config(path);
    struct arena *a = arena_new();
    struct test_key kept, other;
    pthread_t threads[THREADS];
    (void)state;
    close(mkstemp(path));
    test_key_init(&kept, TEST_RSA);
    test_key_init(&other, TEST_P256);
    const char *one = jwk_of(a, &kept, ",\"kid\":\"r\"");
    const char *both = arena_printf(a, "{\"keys\":[%s,%s]}", one, jwk_of(a, &other, ",\"kid\":\"e\""));
    static const char rs256[] = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"r\"}";
    static const char es256[] = "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"e\"}";
    struct scene scene = {.path = path,
                          .of_kept = token_of(a, &kept, rs256, good_claims(a, "")),
                          .of_other = token_of(a, &other, es256, good_claims(a, "")),
                          .forged = signed_token(a, &other, GNUTLS_SIGN_ECDSA_SHA256, rs256, good_claims(a, ""))};
    write_file(path, both);
    scene.verifier = verifier_new(&config, why, sizeof why);
    assert_non_null(scene.verifier);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, verify_often, &scene), 0);
    reload_often(&scene, both, arena_printf(a, "{\"keys\":[%s]}", one));
    atomic_store(&scene.finished, true);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(scene.surprises, 0);
    verifier_free(scene.verifier);
    unlink(path);
    test_key_release(&kept);
    test_key_release(&other);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(verdicts_hold_while_keys_change)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
