/* verifier: the cache in front of the keys, replacing the keys, and settings with which it does not start. */
#include "auth_fixture.h"

static struct test_key rsa, stranger;
static char keys_path[] = "/tmp/tdkt_verifier_XXXXXX";

static const char rs256[] = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"r\"}";

static int make_keys(void **state)
{
    (void)state;
    test_key_init(&rsa, TEST_RSA);
    test_key_init(&stranger, TEST_RSA);
    return close(mkstemp(keys_path));
}

static int release_keys(void **state)
{
    (void)state;
    test_key_release(&rsa);
    test_key_release(&stranger);
    unlink(keys_path);
    return 0;
}

static void write_key(const struct test_key *key)
{
    struct arena *a = arena_new();
    write_file(keys_path, arena_printf(a, "{\"keys\":[%s]}", jwk_of(a, key, ",\"kid\":\"r\"")));
    arena_free(a);
}

static struct verifier *open_verifier(const struct verifier_config *config)
{
    char why[300] = "";
    struct verifier *verifier = verifier_new(config, why, sizeof why);
    if (!verifier)
        fail_msg("%s", why);
    return verifier;
}

static struct verifier *verifier_of_rsa(void)
{
    struct verifier_config config = test_config(keys_path);
    write_key(&rsa);
    return open_verifier(&config);
}

static enum token_verdict verdict_of(struct verifier *verifier, const char *token)
{
    struct arena *a = arena_new();
    struct claims claims;
    enum token_verdict verdict = token_verify(verifier, token, a, &claims);
    arena_free(a);
    return verdict;
}

static void expect(struct verifier *verifier, const char *token, enum token_verdict expected, const char *what)
{
    enum token_verdict verdict = verdict_of(verifier, token);
    if (verdict != expected)
        fail_msg("%s: %s, not %s", what, token_verdict_name(verdict), token_verdict_name(expected));
}

static struct verifier_figures figures_of(struct verifier *verifier)
{
    struct verifier_figures figures;
    verifier_figures(verifier, &figures);
    return figures;
}

static void the_cache_answers_good_tokens_only(void **state)
{
    struct verifier *verifier = verifier_of_rsa();
    struct arena *a = arena_new();
    const char *good = token_of(a, &rsa, rs256, good_claims(a, ""));
    const char *forged = token_of(a, &stranger, rs256, good_claims(a, ""));
    (void)state;
    for (int i = 0; i < 3; i++) {
        expect(verifier, good, TOKEN_OK, "good");
        expect(verifier, forged, TOKEN_BAD_SIGNATURE, "forged");
    }
    assert_int_equal(figures_of(verifier).keys, 1);
    assert_int_equal(figures_of(verifier).cache_hits, 2);
    assert_int_equal(figures_of(verifier).cache_misses, 4);
    arena_free(a);
    verifier_free(verifier);
}

static void works_without_a_cache(void **state)
{
    struct verifier_config config = test_config(keys_path);
    struct arena *a = arena_new();
    (void)state;
    write_key(&rsa);
    config.cache_entries = 0;
    struct verifier *verifier = open_verifier(&config);
    const char *good = token_of(a, &rsa, rs256, good_claims(a, ""));
    expect(verifier, good, TOKEN_OK, "first");
    expect(verifier, good, TOKEN_OK, "second");
    assert_int_equal(figures_of(verifier).cache_hits, 0);
    verifier_free(verifier);
    arena_free(a);
}

static void a_cached_token_expires(void **state)
{
    struct verifier_config config = test_config(keys_path);
    struct arena *a = arena_new();
    (void)state;
    write_key(&rsa);
    config.skew_s = 0;
    struct verifier *verifier = open_verifier(&config);
    long long expiry = (long long)time(NULL) + 2;
    const char *payload = arena_printf(a,
                                       "{\"iss\":\"https://issuer.test\",\"aud\":\"tdkt\",\"sub\":\"an.nv\","
                                       "\"roles\":[],\"exp\":%lld}",
                                       expiry);
    const char *token = token_of(a, &rsa, rs256, payload);
    expect(verifier, token, TOKEN_OK, "in time");
    while (time(NULL) < expiry)
        usleep(20000);
    expect(verifier, token, TOKEN_EXPIRED, "too late");
    assert_int_equal(figures_of(verifier).cache_hits, 1);
    verifier_free(verifier);
    arena_free(a);
}

static void reload_swaps_keys_and_empties_the_cache(void **state)
{
    struct verifier *verifier = verifier_of_rsa();
    struct arena *a = arena_new();
    char why[300] = "";
    const char *old = token_of(a, &rsa, rs256, good_claims(a, ""));
    const char *new = token_of(a, &stranger, rs256, good_claims(a, ""));
    (void)state;
    expect(verifier, old, TOKEN_OK, "the old key's");
    assert_true(verifier_reload(verifier, why, sizeof why));
    expect(verifier, old, TOKEN_OK, "again, after a reload of the same");
    assert_int_equal(figures_of(verifier).cache_hits, 0);
    write_key(&stranger);
    expect(verifier, old, TOKEN_OK, "not read yet");
    assert_true(verifier_reload(verifier, why, sizeof why));
    expect(verifier, old, TOKEN_BAD_SIGNATURE, "withdrawn");
    expect(verifier, new, TOKEN_OK, "the new key's");
    arena_free(a);
    verifier_free(verifier);
}

static void a_failed_reload_changes_nothing(void **state)
{
    struct verifier *verifier = verifier_of_rsa();
    struct arena *a = arena_new();
    char why[300] = "";
    const char *token = token_of(a, &rsa, rs256, good_claims(a, ""));
    (void)state;
    write_file(keys_path, "{\"keys\":[]}");
    assert_false(verifier_reload(verifier, why, sizeof why));
    assert_non_null(strstr(why, "TDKT_JWT_KEYS: no usable key"));
    expect(verifier, token, TOKEN_OK, "by the old keys");
    unlink(keys_path);
    assert_false(verifier_reload(verifier, why, sizeof why));
    assert_non_null(strstr(why, "No such file"));
    expect(verifier, token, TOKEN_OK, "by the old keys, still");
    arena_free(a);
    verifier_free(verifier);
}

static void does_not_start_on_a_wrong_setting(void **state)
{
    const struct {
        struct verifier_config config;
        const char *why;
    } cases[] = {
        {{.keys = NULL, .issuer = "i", .audience = "a", .roles_claim = "roles", .skew_s = 30, .roles = test_roles}, "TDKT_JWT_KEYS"},
        {{.keys = "", .issuer = "i", .audience = "a", .roles_claim = "roles", .skew_s = 30, .roles = test_roles}, "TDKT_JWT_KEYS"},
        {{.keys = "/nowhere/keys.json", .issuer = "i", .audience = "a", .roles_claim = "roles", .skew_s = 30, .roles = test_roles}, "TDKT_JWT_KEYS: cannot read /nowhere/keys.json: No such"},
        {{.keys = "/tmp", .issuer = "i", .audience = "a", .roles_claim = "roles", .skew_s = 30, .roles = test_roles}, "TDKT_JWT_KEYS: cannot read /tmp: Is a directory"},
        {{.keys = "/dev/zero", .issuer = "i", .audience = "a", .roles_claim = "roles", .skew_s = 30, .roles = test_roles}, "TDKT_JWT_KEYS: cannot read /dev/zero: File too large"},
        {{.keys = "/dev/null", .issuer = "i", .audience = "a", .roles_claim = "roles", .skew_s = 30, .roles = test_roles}, "TDKT_JWT_KEYS: no usable key"},
        {{.keys = "file:///nowhere", .issuer = "i", .audience = "a", .roles_claim = "roles", .skew_s = 30, .roles = test_roles}, "TDKT_JWT_KEYS: cannot read /nowhere"},
        {{.keys = "ftp://host/keys", .issuer = "i", .audience = "a", .roles_claim = "roles", .skew_s = 30, .roles = test_roles}, "TDKT_JWT_KEYS: only https://"},
        {{.keys = "http://keys.test/keys", .issuer = "i", .audience = "a", .roles_claim = "roles", .skew_s = 30, .roles = test_roles}, "TDKT_JWT_KEYS: http:// is for this machine only"},
        {{.keys = "http://127.0.0.1.evil.test/k", .issuer = "i", .audience = "a", .roles_claim = "roles", .skew_s = 30, .roles = test_roles}, "TDKT_JWT_KEYS: http:// is for this"},
        {{.keys = "http://localhost:x@evil.test/k", .issuer = "i", .audience = "a", .roles_claim = "roles", .skew_s = 30, .roles = test_roles}, "TDKT_JWT_KEYS: http:// is for this"},
        {{.keys = keys_path, .issuer = "", .audience = "a", .roles_claim = "roles", .skew_s = 30, .roles = test_roles}, "TDKT_JWT_ISSUER"},
        {{.keys = keys_path, .issuer = "i", .audience = NULL, .roles_claim = "roles", .skew_s = 30, .roles = test_roles}, "TDKT_JWT_AUDIENCE"},
        {{.keys = keys_path, .issuer = "i", .audience = "a", .roles_claim = "roles", .skew_s = 61, .roles = test_roles}, "skew"},
        {{.keys = keys_path, .issuer = "i", .audience = "a", .roles_claim = "roles", .skew_s = -1, .roles = test_roles}, "skew"},
    };
    (void)state;
    write_key(&rsa);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char why[300] = "";
        assert_null(verifier_new(&cases[i].config, why, sizeof why));
        if (!strstr(why, cases[i].why))
            fail_msg("case %zu: %s", i, why);
    }
    verifier_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cache_answers_good_tokens_only),
        cmocka_unit_test(works_without_a_cache),
        cmocka_unit_test(a_cached_token_expires),
        cmocka_unit_test(reload_swaps_keys_and_empties_the_cache),
        cmocka_unit_test(a_failed_reload_changes_nothing),
        cmocka_unit_test(does_not_start_on_a_wrong_setting),
    };
    return cmocka_run_group_tests(tests, make_keys, release_keys);
}
