/* key_set: which keys are accepted from a JWKS or from PEM, and for which algorithm. */
#include "auth_fixture.h"

#include "auth/alg.h"
#include "auth/key_set.h"

#include <gnutls/x509.h>

static struct test_key rsa, weak, p256, p384, p521, ed25519;

static int make_keys(void **state)
{
    (void)state;
    test_key_init(&rsa, TEST_RSA);
    test_key_init(&weak, TEST_RSA_1024);
    test_key_init(&p256, TEST_P256);
    test_key_init(&p384, TEST_P384);
    test_key_init(&p521, TEST_P521);
    test_key_init(&ed25519, TEST_ED25519);
    return 0;
}

static int release_keys(void **state)
{
    struct test_key *keys[] = {&rsa, &weak, &p256, &p384, &p521, &ed25519};
    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        test_key_release(keys[i]);
    return 0;
}

static const struct key_set *read_keys(struct arena *a, const char *text, struct reason *reason)
{
    static const struct key_rules rules = {.label = "test"};
    return key_set_read(text, strlen(text), &rules, a, reason);
}

/* The result of a JWKS with one key: the algorithm's name, "none" (no usable key) or "refused" (the load stops). */
static const char *outcome(struct arena *a, const char *jwk)
{
    struct reason reason = {.text = ""};
    const struct key_set *set = read_keys(a, arena_printf(a, "{\"keys\":[%s]}", jwk), &reason);
    if (set)
        return set->keys[0].alg->name;
    return strncmp(reason.text, "no usable key", 13) == 0 ? "none" : "refused";
}

static void binds_each_key_to_one_algorithm(void **state)
{
    const struct {
        const struct test_key *key;
        const char *more, *expected;
    } cases[] = {
        {&rsa, "", "RS256"},
        {&rsa, ",\"alg\":\"RS256\"", "RS256"},
        {&rsa, ",\"alg\":\"PS256\"", "PS256"},
        {&rsa, ",\"alg\":\"RS384\"", "RS384"},
        {&rsa, ",\"alg\":\"RS512\"", "RS512"},
        {&rsa, ",\"alg\":\"PS384\"", "PS384"},
        {&rsa, ",\"alg\":\"PS512\"", "PS512"},
        {&rsa, ",\"alg\":\"RSA-OAEP\"", "none"},
        {&rsa, ",\"alg\":\"ES256\"", "none"},
        {&rsa, ",\"alg\":\"HS256\"", "none"},
        {&rsa, ",\"alg\":\"none\"", "none"},
        {&rsa, ",\"alg\":\"\"", "none"},
        {&rsa, ",\"alg\":5", "none"},
        {&rsa, ",\"use\":\"sig\"", "RS256"},
        {&rsa, ",\"use\":\"enc\"", "none"},
        {&rsa, ",\"use\":7", "none"},
        {&rsa, ",\"key_ops\":[\"verify\"]", "RS256"},
        {&rsa, ",\"key_ops\":[\"sign\",\"verify\"]", "RS256"},
        {&rsa, ",\"key_ops\":[\"encrypt\"]", "none"},
        {&rsa, ",\"key_ops\":[]", "none"},
        {&rsa, ",\"key_ops\":\"verify\"", "none"},
        {&rsa, ",\"kid\":7", "none"},
        {&rsa, ",\"kid\":\"\"", "none"},
        {&rsa, ",\"d\":\"AQAB\",\"x5c\":[],\"whatever\":{}", "RS256"},
        {&p256, "", "ES256"},
        {&p256, ",\"alg\":\"ES256\"", "ES256"},
        {&p256, ",\"alg\":\"ES384\"", "none"},
        {&p256, ",\"alg\":\"RS256\"", "none"},
        {&p384, "", "ES384"},
        {&p384, ",\"alg\":\"ES256\"", "none"},
        {&p521, "", "ES512"},
        {&p521, ",\"alg\":\"ES384\"", "none"},
        {&ed25519, "", "EdDSA"},
        {&ed25519, ",\"alg\":\"EdDSA\"", "EdDSA"},
        {&ed25519, ",\"alg\":\"ES256\"", "none"},
        {&weak, "", "refused"},
        {&weak, ",\"use\":\"enc\"", "none"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *a = arena_new();
        const char *jwk = jwk_of(a, cases[i].key, cases[i].more), *got = outcome(a, jwk);
        if (strcmp(got, cases[i].expected) != 0)
            fail_msg("%s: %s, not %s", jwk, got, cases[i].expected);
        arena_free(a);
    }
}

static void passes_over_or_refuses_odd_keys(void **state)
{
    static const struct {
        const char *jwk, *expected;
    } cases[] = {
        {"{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"alg\":\"HS256\"}", "none"},
        {"{\"kty\":\"RSA\"}", "none"},
        {"{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"AQAB\"}", "none"},
        {"{\"kty\":\"RSA\",\"n\":\"not base64\",\"e\":\"AQAB\"}", "none"},
        {"{\"kty\":\"RSA\",\"n\":5,\"e\":\"AQAB\"}", "none"},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}", "none"},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\"}", "none"},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"y\":\"AA\"}", "none"},
        {"{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AA\",\"y\":\"AA\"}", "none"},
        {"{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AA\"}", "none"},
        {"{\"kty\":\"OKP\",\"crv\":\"Ed25519\"}", "none"},
        /* (1, 1) is not on the curve. */
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\","
         "\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\"}",
         "refused"},
        {"{\"kty\":\"rsa\"}", "none"},
        {"{}", "none"},
        {"5", "none"},
        {"null", "none"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *a = arena_new();
        if (strcmp(outcome(a, cases[i].jwk), cases[i].expected) != 0)
            fail_msg("%s: %s", cases[i].jwk, outcome(a, cases[i].jwk));
        arena_free(a);
    }
}

/* With exponent 1 the padded digest is its own signature. */
static void refuses_unsound_exponents(void **state)
{
    static const struct {
        const char *e, *expected;
    } cases[] = {{"AQAB", "RS256"}, {"Aw", "RS256"}, {"AQ", "refused"}, {"AA", "none"}, {"BA", "refused"}};
    struct arena *a = arena_new();
    gnutls_datum_t n, e;
    (void)state;
    assert_int_equal(gnutls_pubkey_export_rsa_raw2(rsa.public, &n, &e, GNUTLS_EXPORT_FLAG_NO_LZ), 0);
    gnutls_free(e.data);
    const char *modulus = encode_taken(a, n);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *jwk = arena_printf(a, "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"}", modulus, cases[i].e);
        if (strcmp(outcome(a, jwk), cases[i].expected) != 0)
            fail_msg("%s: %s", cases[i].e, outcome(a, jwk));
    }
    arena_free(a);
}

/* For these keys one can make a signature that fits nearly every text (y as RFC 8032 writes it, x either way). */
static void refuses_points_of_small_order(void **state)
{
    static const char *const points[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    };
    (void)state;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        struct arena *a = arena_new();
        unsigned char bytes[32];
        for (size_t b = 0; b < sizeof bytes; b++)
            bytes[b] = (unsigned char)strtoul((char[]){points[i][2 * b], points[i][2 * b + 1], 0}, NULL, 16);
        const char *x = encode(a, bytes, sizeof bytes);
        if (strcmp(outcome(a, arena_printf(a, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"}", x)), "refused") != 0)
            fail_msg("%s", points[i]);
        arena_free(a);
    }
}

static void assert_refused(struct arena *a, const char *text, const char *because_of)
{
    struct reason reason = {.text = ""};
    if (read_keys(a, text, &reason))
        fail_msg("accepted: %s", text);
    if (!strstr(reason.text, because_of))
        fail_msg("%s: %s", text, reason.text);
}

static void refuses_what_is_no_key_set(void **state)
{
    struct arena *a = arena_new();
    (void)state;
    assert_refused(a, "", "no usable key");
    assert_refused(a, "hello", "no usable key");
    assert_refused(a, "{}", "not a JWKS");
    assert_refused(a, "{\"keys\":{}}", "not a JWKS");
    assert_refused(a, "{\"keys\":[]}", "no usable key");
    assert_refused(a, "{\"keys\":[],\"keys\":[]}", "not a JWKS");
    assert_refused(a, "{\"keys\":[", "not a JWKS");
    const char *one = jwk_of(a, &rsa, ",\"kid\":\"k\""), *two = jwk_of(a, &p256, ",\"kid\":\"k\"");
    assert_refused(a, arena_printf(a, "{\"keys\":[%s,%s]}", one, two), "same kid");
    struct reason reason = {.text = ""};
    const struct key_set *set = read_keys(a, arena_printf(a, "{\"keys\":[%s,%s]}", one, one), &reason);
    assert_non_null(set); /* the same key twice is no conflict */
    assert_int_equal(set->count, 1);
    assert_refused(a, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "damaged");
    assert_refused(a, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "damaged");
    assert_refused(a, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "no usable key");
    assert_refused(a, "-----BEGIN PUBLIC KEY-----\nAAAA\n", "no usable key");
    assert_refused(a, pem_of(a, &weak), "2048");
    arena_free(a);
}

static const char *alg_with(struct arena *a, const struct key_rules *rules, const char *jwk)
{
    struct reason reason = {.text = ""};
    const char *text = arena_printf(a, "{\"keys\":[%s]}", jwk);
    const struct key_set *set = key_set_read(text, strlen(text), rules, a, &reason);
    return set ? set->keys[0].alg->name : reason.text[0] == 'n' ? "none" : "refused";
}

/* Used when a key names no algorithm, and only for keys of that kind. */
static void takes_the_algorithm_that_is_set(void **state)
{
    const struct key_rules rules = {.label = "test", .preset = alg_named("PS512")};
    struct arena *a = arena_new();
    (void)state;
    assert_string_equal(alg_with(a, &rules, jwk_of(a, &rsa, "")), "PS512");
    assert_string_equal(alg_with(a, &rules, jwk_of(a, &rsa, ",\"alg\":\"RS256\"")), "RS256");
    assert_string_equal(alg_with(a, &rules, jwk_of(a, &p256, "")), "ES256");
    arena_free(a);
}

static void refuses_development_keys_where_told(void **state)
{
    const struct key_rules rules = {.label = "test", .refuse_development = true}, lax = {.label = "test"};
    struct arena *a = arena_new();
    const char *marked = jwk_of(a, &rsa, ",\"" DEVELOPMENT_MARK "\":true");
    (void)state;
    assert_string_equal(alg_with(a, &rules, marked), "refused");
    assert_string_equal(alg_with(a, &lax, marked), "RS256");
    assert_string_equal(alg_with(a, &rules, jwk_of(a, &rsa, "")), "RS256");
    arena_free(a);
}

static void bounds_the_number_of_keys(void **state)
{
    struct arena *a = arena_new();
    struct reason reason = {.text = ""};
    const char *jwk = jwk_of(a, &p256, ""), *list = jwk;
    (void)state;
    for (int i = 1; i < KEY_SET_MAX; i++)
        list = arena_printf(a, "%s,%s", list, jwk);
    const struct key_set *set = read_keys(a, arena_printf(a, "{\"keys\":[%s]}", list), &reason);
    assert_non_null(set);
    assert_int_equal(set->count, KEY_SET_MAX);
    assert_refused(a, arena_printf(a, "{\"keys\":[%s,%s]}", list, jwk), "more than");
    arena_free(a);
}

static const char *certificate_of(struct arena *a, const struct test_key *key)
{
    gnutls_x509_crt_t crt;
    gnutls_x509_privkey_t private;
    gnutls_datum_t pem;
    assert_int_equal(gnutls_privkey_export_x509(key->private, &private), 0);
    assert_int_equal(gnutls_x509_crt_init(&crt), 0);
    gnutls_x509_crt_set_version(crt, 3);
    gnutls_x509_crt_set_serial(crt, "\1", 1);
    gnutls_x509_crt_set_activation_time(crt, 0);
    gnutls_x509_crt_set_expiration_time(crt, 1);
    gnutls_x509_crt_set_key(crt, private);
    assert_int_equal(gnutls_x509_crt_sign2(crt, crt, private, GNUTLS_DIG_SHA256, 0), 0);
    assert_int_equal(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &pem), 0);
    const char *text = arena_strndup(a, (const char *)pem.data, pem.size);
    gnutls_free(pem.data);
    gnutls_x509_crt_deinit(crt);
    gnutls_x509_privkey_deinit(private);
    return text;
}

static void reads_pem_of_many_blocks(void **state)
{
    struct arena *a = arena_new();
    struct reason reason = {.text = ""};
    const char *text = arena_printf(a, "\n# ours\n%s\nbetween\n%s%s%s", pem_of(a, &rsa), certificate_of(a, &p256),
                                    pem_of(a, &p384), pem_of(a, &ed25519));
    const struct key_set *set = read_keys(a, text, &reason);
    (void)state;
    assert_non_null(set);
    assert_int_equal(set->count, 4);
    assert_string_equal(set->keys[0].alg->name, "RS256");
    assert_string_equal(set->keys[1].alg->name, "ES256");
    assert_string_equal(set->keys[2].alg->name, "ES384");
    assert_string_equal(set->keys[3].alg->name, "EdDSA");
    assert_null(set->keys[0].kid);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(binds_each_key_to_one_algorithm), cmocka_unit_test(passes_over_or_refuses_odd_keys),
        cmocka_unit_test(refuses_unsound_exponents),       cmocka_unit_test(refuses_what_is_no_key_set),
        cmocka_unit_test(takes_the_algorithm_that_is_set),
        cmocka_unit_test(refuses_development_keys_where_told),
        cmocka_unit_test(refuses_points_of_small_order),
        cmocka_unit_test(bounds_the_number_of_keys),       cmocka_unit_test(reads_pem_of_many_blocks),
    };
    return cmocka_run_group_tests(tests, make_keys, release_keys);
}
