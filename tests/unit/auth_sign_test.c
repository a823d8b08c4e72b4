/* sign: the key files of a development installation; the verifier accepts what they sign. */
#include "auth_fixture.h"

#include "auth/key_source.h"
#include "auth/key_set.h"
#include "auth/sign.h"

#include <jansson.h>
#include <sys/stat.h>

static char home[] = "/tmp/tdkt_sign_XXXXXX", pem_path[64], jwks_path[64];

static int make_home(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(home));
    snprintf(pem_path, sizeof pem_path, "%s/signing.pem", home);
    snprintf(jwks_path, sizeof jwks_path, "%s/keys.json", home);
    return 0;
}

static int remove_home(void **state)
{
    (void)state;
    unlink(pem_path);
    unlink(jwks_path);
    /* Fails when a temporary file was left behind. */
    assert_int_equal(rmdir(home), 0);
    return 0;
}

static const char *slurp(struct arena *a, const char *path)
{
    struct reason reason;
    size_t length;
    const char *text = key_source_read(path, a, &length, &reason);
    assert_non_null(text);
    return arena_strndup(a, text, length);
}

static mode_t mode_of(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return status.st_mode & 0777;
}

static void refuses_without_a_key(void **state)
{
    char why[300] = "";
    (void)state;
    assert_null(sign_token(home, "{}", why, sizeof why));
    assert_non_null(strstr(why, "signing.pem: No such file"));
    assert_false(sign_make_key("/nowhere/at/all", why, sizeof why));
    assert_non_null(strstr(why, "/nowhere/at/all/signing.pem: No such file"));
}

static void makes_both_files_once(void **state)
{
    struct arena *a = arena_new();
    char why[300] = "";
    (void)state;
    assert_true(sign_make_key(home, why, sizeof why));
    assert_int_equal(mode_of(pem_path), 0600);
    assert_int_equal(mode_of(jwks_path), 0644);
    const char *pem = slurp(a, pem_path), *jwks = slurp(a, jwks_path);
    assert_true(sign_make_key(home, why, sizeof why));
    assert_string_equal(slurp(a, pem_path), pem);
    assert_string_equal(slurp(a, jwks_path), jwks);
    assert_int_equal(unlink(jwks_path), 0);
    assert_true(sign_make_key(home, why, sizeof why));
    assert_string_equal(slurp(a, jwks_path), jwks);
    arena_free(a);
}

static void publishes_the_public_half_only(void **state)
{
    static const char *const members[] = {"kty", "use", "alg", "kid", "n", "e"};
    struct arena *a = arena_new();
    json_t *set = json_loads(slurp(a, jwks_path), JSON_REJECT_DUPLICATES, NULL);
    json_t *jwk = json_array_get(json_object_get(set, "keys"), 0);
    (void)state;
    assert_int_equal(json_object_size(jwk), 7);
    assert_true(json_is_true(json_object_get(jwk, DEVELOPMENT_MARK)));
    for (size_t i = 0; i < 6; i++)
        assert_non_null(json_string_value(json_object_get(jwk, members[i])));
    assert_string_equal(json_string_value(json_object_get(jwk, "alg")), "RS256");
    assert_int_equal(strlen(json_string_value(json_object_get(jwk, "kid"))), 43);
    assert_int_equal(strlen(json_string_value(json_object_get(jwk, "n"))), 342); /* 256 bytes, no leading zero */
    json_decref(set);
    arena_free(a);
}

static void the_verifier_takes_its_tokens(void **state)
{
    struct verifier_config config = test_config(jwks_path);
    struct arena *a = arena_new();
    struct claims claims;
    char why[300] = "";
    (void)state;
    struct verifier *verifier = verifier_new(&config, why, sizeof why);
    assert_non_null(verifier);
    char *token = sign_token(home, good_claims(a, ""), why, sizeof why);
    assert_non_null(token);
    assert_int_equal(token_verify(verifier, token, a, &claims), TOKEN_OK);
    assert_string_equal(claims.subject, "an.nv");
    free(token);
    verifier_free(verifier);
    arena_free(a);
}

static void refuses_claims_that_are_no_object(void **state)
{
    static const char *const cases[] = {"", "[]", "{", "\"x\"", "null"};
    char why[300] = "";
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_null(sign_token(home, cases[i], why, sizeof why));
        assert_non_null(strstr(why, "JSON object"));
    }
}

static void refuses_a_token_nobody_would_take(void **state)
{
    struct arena *a = arena_new();
    char why[300] = "", *long_text = arena_alloc(a, 8001);
    (void)state;
    memset(long_text, 'x', 8000);
    long_text[8000] = '\0';
    assert_null(sign_token(home, arena_printf(a, "{\"x\":\"%s\"}", long_text), why, sizeof why));
    assert_non_null(strstr(why, "larger than 8192"));
    arena_free(a);
}

static void refuses_a_damaged_key(void **state)
{
    char why[300] = "";
    (void)state;
    write_file(pem_path, "nonsense");
    assert_null(sign_token(home, "{}", why, sizeof why));
    assert_non_null(strstr(why, "holds no RSA private key"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_without_a_key),
        cmocka_unit_test(makes_both_files_once),
        cmocka_unit_test(publishes_the_public_half_only),
        cmocka_unit_test(the_verifier_takes_its_tokens),
        cmocka_unit_test(refuses_claims_that_are_no_object),
        cmocka_unit_test(refuses_a_token_nobody_would_take),
        cmocka_unit_test(refuses_a_damaged_key),
    };
    return cmocka_run_group_tests(tests, make_home, remove_home);
}
