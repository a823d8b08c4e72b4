/* token: which tokens are accepted, and every known attack. */
#include "auth_four_keys.h"

static void lets_every_algorithm_in(void **state)
{
    const struct {
        const struct test_key *key;
        gnutls_sign_algorithm_t how;
        const char *alg, *kid;
    } cases[] = {{&rsa, GNUTLS_SIGN_RSA_SHA256, "RS256", "r"},
                 {&pss, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, "PS256", "ps"},
                 {&p256, GNUTLS_SIGN_ECDSA_SHA256, "ES256", "e"},
                 {&ed25519, GNUTLS_SIGN_EDDSA_ED25519, "EdDSA", "ed"}};
    static const char *const types[] = {"JWT", "jwt", "at+jwt", "application/at+jwt"};
    struct verifier *verifier = verifier_of_all();
    struct arena *a = arena_new();
    (void)state;
    for (size_t i = 0; i < 16; i++) {
        const char *header = arena_printf(a, "{\"alg\":\"%s\",\"typ\":\"%s\",\"kid\":\"%s\"}", cases[i / 4].alg,
                                          types[i % 4], cases[i / 4].kid);
        const char *token = signed_token(a, cases[i / 4].key, cases[i / 4].how, header, good_claims(a, ""));
        expect(verifier, token, TOKEN_OK, header);
        expect(verifier, token, TOKEN_OK, "the same again");
    }
    arena_free(a);
    verifier_free(verifier);
}

static void hands_out_the_claims(void **state)
{
    struct verifier *verifier = verifier_of_all();
    struct arena *a = arena_new();
    const char *token = token_of(a, &rsa, rs256, good_claims(a, ",\"nbf\":1,\"iat\":1,\"extra\":{\"a\":[1.5]}"));
    (void)state;
    for (int round = 0; round < 2; round++) {
        struct claims claims;
        assert_int_equal(token_verify(verifier, token, a, &claims), TOKEN_OK);
        assert_string_equal(claims.subject, "an.nv");
        assert_in_range(claims.expires_at, time(NULL) + 590, time(NULL) + 600);
        assert_int_equal(claims.role_count, 2);
        assert_string_equal(claims.roles[0], "district_reviewer");
        assert_string_equal(claims.roles[1], "reader");
        assert_int_equal(claims.unit_count, 1);
        assert_string_equal(claims.units[0], "349");
    }
    arena_free(a);
    verifier_free(verifier);
}

static void refuses_hs256_with_a_public_key(void **state)
{
    char pem_path[] = "/tmp/tdkt_pem_XXXXXX";
    struct verifier_config config = test_config(pem_path);
    struct arena *a = arena_new();
    (void)state;
    close(mkstemp(pem_path));
    const char *rsa_pem = pem_of(a, &rsa);
    write_file(pem_path, rsa_pem);
    struct verifier *verifier = open_verifier(&config);
    const char *claims = good_claims(a, "");
    const char *with_kid = hs256_token(a, rsa_pem, "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"r\"}", claims);
    expect(verifier, with_kid, TOKEN_BAD_ALGORITHM, "HS256 with the PEM");
    expect(verifier, hs256_token(a, rsa_pem, "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims), TOKEN_BAD_ALGORITHM,
           "HS256");
    expect(verifier, hs256_token(a, rsa_pem, rs256, claims), TOKEN_BAD_SIGNATURE, "an HMAC called RS256");
    expect(verifier, token_of(a, &rsa, rs256, claims), TOKEN_OK, "the honest one");
    unlink(pem_path);
    verifier_free(verifier);
    arena_free(a);
}

static void refuses_unsigned_tokens(void **state)
{
    static const char *const spellings[] = {"none", "None", "NONE", "nOnE", "none ", ""};
    struct verifier *verifier = verifier_of_all();
    struct arena *a = arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        const char *header = arena_printf(a, "{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"r\"}", spellings[i]);
        const char *text = unsigned_of(a, header, good_claims(a, ""));
        expect(verifier, arena_printf(a, "%s.", text), TOKEN_MALFORMED, "no signature");
        expect(verifier, text, TOKEN_MALFORMED, "two parts");
        expect(verifier, arena_printf(a, "%s.AAAA", text), TOKEN_BAD_ALGORITHM, "some signature");
    }
    arena_free(a);
    verifier_free(verifier);
}

static void refuses_swapped_keys_and_algorithms(void **state)
{
    const struct {
        const struct test_key *key;
        gnutls_sign_algorithm_t how;
        const char *alg, *kid;
        enum token_verdict expected;
    } cases[] = {
        {&stranger, GNUTLS_SIGN_RSA_SHA256, "RS256", "r", TOKEN_BAD_SIGNATURE},
        {&stranger, GNUTLS_SIGN_RSA_SHA256, "RS256", "other", TOKEN_UNKNOWN_KEY},
        {&rsa, GNUTLS_SIGN_RSA_SHA256, "RS256", "e", TOKEN_BAD_ALGORITHM},
        {&rsa, GNUTLS_SIGN_RSA_SHA256, "ES256", "e", TOKEN_BAD_SIGNATURE},
        {&rsa, GNUTLS_SIGN_RSA_SHA256, "RS256", "ps", TOKEN_BAD_ALGORITHM},
        {&pss, GNUTLS_SIGN_RSA_SHA256, "RS256", "ps", TOKEN_BAD_ALGORITHM},
        {&pss, GNUTLS_SIGN_RSA_SHA256, "PS256", "ps", TOKEN_BAD_SIGNATURE},
        {&rsa, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, "PS256", "r", TOKEN_BAD_ALGORITHM},
        {&rsa, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, "RS256", "r", TOKEN_BAD_SIGNATURE},
        {&rsa, GNUTLS_SIGN_RSA_SHA512, "RS256", "r", TOKEN_BAD_SIGNATURE},
        {&rsa, GNUTLS_SIGN_RSA_SHA512, "RS512", "r", TOKEN_BAD_ALGORITHM},
        {&p256, GNUTLS_SIGN_ECDSA_SHA256, "ES256", "r", TOKEN_BAD_ALGORITHM},
        {&p256, GNUTLS_SIGN_ECDSA_SHA256, "EdDSA", "ed", TOKEN_BAD_SIGNATURE},
    };
    struct verifier *verifier = verifier_of_all();
    struct arena *a = arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *header =
            arena_printf(a, "{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"%s\"}", cases[i].alg, cases[i].kid);
        const char *token = signed_token(a, cases[i].key, cases[i].how, header, good_claims(a, ""));
        expect(verifier, token, cases[i].expected, arena_printf(a, "case %zu: %s", i, header));
    }
    arena_free(a);
    verifier_free(verifier);
}

static void refuses_keys_that_the_token_brings(void **state)
{
    struct verifier *verifier = verifier_of_all();
    struct arena *a = arena_new();
    const char *jwk = jwk_of(a, &stranger, "");
    const char *const members[] = {arena_printf(a, "\"jwk\":%s", jwk),
                                   "\"jku\":\"https://evil.test/keys.json\"",
                                   "\"x5u\":\"https://evil.test/chain.pem\"",
                                   "\"x5c\":[\"AAAA\"]",
                                   "\"crit\":[\"exp\"],\"exp\":1",
                                   "\"b64\":false",
                                   "\"b64\":true"};
    (void)state;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const char *header = arena_printf(a, "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"r\",%s}", members[i]);
        expect(verifier, token_of(a, &stranger, header, good_claims(a, "")), TOKEN_MALFORMED, members[i]);
        expect(verifier, token_of(a, &rsa, header, good_claims(a, "")), TOKEN_MALFORMED, "even signed by our own");
    }
    arena_free(a);
    verifier_free(verifier);
}

static void refuses_too_long_a_token(void **state)
{
    struct verifier *verifier = verifier_of_all();
    size_t size = 20 << 20;
    char *token = malloc(size + 1);
    (void)state;
    memset(token, 'A', size);
    token[size] = '\0';
    expect(verifier, token, TOKEN_TOO_LARGE, "20 MB");
    token[TOKEN_MAX_BYTES + 1] = '\0';
    expect(verifier, token, TOKEN_TOO_LARGE, "one byte more");
    expect(verifier, "", TOKEN_MALFORMED, "nothing");
    free(token);
    verifier_free(verifier);
}

static void names_every_verdict(void **state)
{
    (void)state;
    for (int verdict = TOKEN_OK; verdict <= TOKEN_BAD_CLAIMS; verdict++)
        assert_non_null(token_verdict_name((enum token_verdict)verdict));
    assert_string_equal(token_verdict_name(TOKEN_BAD_SIGNATURE), "bad_signature");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lets_every_algorithm_in),
        cmocka_unit_test(hands_out_the_claims),
        cmocka_unit_test(refuses_hs256_with_a_public_key),
        cmocka_unit_test(refuses_unsigned_tokens),
        cmocka_unit_test(refuses_swapped_keys_and_algorithms),
        cmocka_unit_test(refuses_keys_that_the_token_brings),
        cmocka_unit_test(refuses_too_long_a_token),
        cmocka_unit_test(names_every_verdict),
    };
    return cmocka_run_group_tests(tests, make_keys, release_keys);
}
