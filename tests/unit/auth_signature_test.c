/* token: a signature has only one spelling, and must be made by the right key over the same bytes. */
#include "auth_four_keys.h"

/* Small r and s occur once in 128 signatures: both libraries must agree on all of them. */
static void reads_every_es256_signature(void **state)
{
    struct verifier *verifier = verifier_of_all();
    (void)state;
    for (int i = 0; i < 400; i++) {
        struct arena *a = arena_new();
        expect(verifier, token_of(a, &p256, es256, good_claims(a, arena_printf(a, ",\"n\":%d", i))), TOKEN_OK, "ES256");
        arena_free(a);
    }
    verifier_free(verifier);
}

/* The same for the longer curves: with P-521 every second number begins with a zero byte. */
static void reads_every_signature_of_longer_curves(void **state)
{
    static const struct {
        enum test_kind kind;
        gnutls_sign_algorithm_t how;
        const char *alg;
    } cases[] = {{TEST_P384, GNUTLS_SIGN_ECDSA_SHA384, "ES384"}, {TEST_P521, GNUTLS_SIGN_ECDSA_SHA512, "ES512"}};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct arena *a = arena_new();
        struct verifier_config config = test_config(keys_path);
        struct test_key key;
        test_key_init(&key, cases[i].kind);
        write_file(keys_path, arena_printf(a, "{\"keys\":[%s]}", jwk_of(a, &key, ",\"kid\":\"x\"")));
        struct verifier *verifier = open_verifier(&config);
        const char *header = arena_printf(a, "{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"x\"}", cases[i].alg);
        for (int n = 0; n < 100; n++)
            expect(verifier, signed_token(a, &key, cases[i].how, header, good_claims(a, arena_printf(a, ",\"n\":%d", n))),
                   TOKEN_OK, cases[i].alg);
        verifier_free(verifier);
        test_key_release(&key);
        arena_free(a);
    }
}

static void refuses_other_spellings_of_a_good_token(void **state)
{
    struct verifier *verifier = verifier_of_all();
    struct arena *a = arena_new();
    const char *good = token_of(a, &rsa, rs256, good_claims(a, ""));
    (void)state;
    expect(verifier, good, TOKEN_OK, "as it was signed");
    static const char *const tails[] = {"=", "==", "\n", " ", "!!!", ".", "AAAA", "A", "\t", "%00"};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        enum token_verdict verdict = verdict_of(verifier, arena_printf(a, "%s%s", good, tails[i]));
        if (verdict != TOKEN_MALFORMED && verdict != TOKEN_BAD_SIGNATURE)
            fail_msg("tail '%s': %s", tails[i], token_verdict_name(verdict));
    }
    expect(verifier, arena_printf(a, " %s", good), TOKEN_MALFORMED, "a leading space");
    for (size_t cut = 1; cut < strlen(good); cut += 7) {
        if (verdict_of(verifier, arena_strndup(a, good, strlen(good) - cut)) == TOKEN_OK)
            fail_msg("let in with %zu characters cut off", cut);
    }
    arena_free(a);
    verifier_free(verifier);
}

static void refuses_changed_characters(void **state)
{
    struct verifier *verifier = verifier_of_all();
    struct arena *a = arena_new();
    char *token = arena_strdup(a, token_of(a, &rsa, rs256, good_claims(a, "")));
    (void)state;
    for (size_t i = 0; i < strlen(token); i += 3) {
        char kept = token[i];
        token[i] = kept == 'A' ? 'B' : 'A';
        if (verdict_of(verifier, token) == TOKEN_OK)
            fail_msg("let in with character %zu changed", i);
        token[i] = kept;
    }
    expect(verifier, token, TOKEN_OK, "unchanged");
    arena_free(a);
    verifier_free(verifier);
}

/* 256 bytes leave four unused bits in the last character: a lax decoder would accept sixteen spellings. */
static void refuses_stray_bits(void **state)
{
    static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    struct verifier *verifier = verifier_of_all();
    struct arena *a = arena_new();
    char *token = arena_strdup(a, token_of(a, &rsa, rs256, good_claims(a, "")));
    char *last = token + strlen(token) - 1;
    int let_in = 0;
    (void)state;
    for (const char *c = characters; *c; c++) {
        *last = *c;
        let_in += verdict_of(verifier, token) == TOKEN_OK;
    }
    assert_int_equal(let_in, 1);
    arena_free(a);
    verifier_free(verifier);
}

static void refuses_degenerate_es256_signatures(void **state)
{
    static const unsigned char order[32] = {0xff, 0xff, 0xff, 0xff, 0,    0,    0,    0,    0xff, 0xff, 0xff,
                                            0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                                            0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};
    struct verifier *verifier = verifier_of_all();
    struct arena *a = arena_new();
    const char *text = unsigned_of(a, es256, good_claims(a, ""));
    const char *good = token_of(a, &p256, es256, good_claims(a, ""));
    unsigned char raw[96] = {0}, decoded[80];
    size_t size = 0;
    (void)state;
    expect(verifier, arena_printf(a, "%s.%s", text, encode(a, raw, 64)), TOKEN_BAD_SIGNATURE, "r = s = 0");
    raw[31] = 1;
    expect(verifier, arena_printf(a, "%s.%s", text, encode(a, raw, 64)), TOKEN_BAD_SIGNATURE, "s = 0");
    memset(raw, 0, sizeof raw);
    raw[63] = 1;
    expect(verifier, arena_printf(a, "%s.%s", text, encode(a, raw, 64)), TOKEN_BAD_SIGNATURE, "r = 0");
    memcpy(raw, order, 32);
    memcpy(raw + 32, order, 32);
    expect(verifier, arena_printf(a, "%s.%s", text, encode(a, raw, 64)), TOKEN_BAD_SIGNATURE, "r = s = n");
    memset(raw, 0xff, sizeof raw);
    expect(verifier, arena_printf(a, "%s.%s", text, encode(a, raw, 64)), TOKEN_BAD_SIGNATURE, "all ones");
    const char *signature = strrchr(good, '.') + 1;
    assert_true(base64url_decode(signature, strlen(signature), decoded, &size));
    for (size_t length = 1; length < 64; length += 9)
        expect(verifier, arena_printf(a, "%.*s.%s", (int)(signature - good - 1), good, encode(a, decoded, length)),
               TOKEN_BAD_SIGNATURE, "cut");
    memset(decoded + 64, 0, 16);
    expect(verifier, arena_printf(a, "%.*s.%s", (int)(signature - good - 1), good, encode(a, decoded, 66)),
           TOKEN_BAD_SIGNATURE, "two bytes more");
    arena_free(a);
    verifier_free(verifier);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_es256_signature),
        cmocka_unit_test(reads_every_signature_of_longer_curves),
        cmocka_unit_test(refuses_other_spellings_of_a_good_token),
        cmocka_unit_test(refuses_changed_characters),
        cmocka_unit_test(refuses_stray_bits),
        cmocka_unit_test(refuses_degenerate_es256_signatures),
    };
    return cmocka_run_group_tests(tests, make_keys, release_keys);
}
