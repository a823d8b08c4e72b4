/*
 * auth_fixture: keys made at test start, and tokens built by hand, so that a test can spell exactly the token it means,
 * however wrong. It uses none of the tested code except base64url (which has its own test) and the arena.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/base64url.h"
#include "auth/token.h"
#include "base/arena.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum test_kind { TEST_RSA, TEST_RSA_1024, TEST_P256, TEST_P384, TEST_P521, TEST_ED25519 };

struct test_key {
    gnutls_privkey_t private;
    gnutls_pubkey_t public;
    enum test_kind kind;
};

static inline void test_key_init(struct test_key *key, enum test_kind kind)
{
    static const struct {
        gnutls_pk_algorithm_t pk;
        unsigned bits;
    } kinds[] = {
        [TEST_RSA] = {GNUTLS_PK_RSA, 2048},
        [TEST_RSA_1024] = {GNUTLS_PK_RSA, 1024},
        [TEST_P256] = {GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1)},
        [TEST_P384] = {GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP384R1)},
        [TEST_P521] = {GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP521R1)},
        [TEST_ED25519] = {GNUTLS_PK_EDDSA_ED25519, 256},
    };
    key->kind = kind;
    assert_int_equal(gnutls_privkey_init(&key->private), 0);
    assert_int_equal(gnutls_privkey_generate(key->private, kinds[kind].pk, kinds[kind].bits, 0), 0);
    assert_int_equal(gnutls_pubkey_init(&key->public), 0);
    assert_int_equal(gnutls_pubkey_import_privkey(key->public, key->private, 0, 0), 0);
}

static inline void test_key_release(struct test_key *key)
{
    gnutls_pubkey_deinit(key->public);
    gnutls_privkey_deinit(key->private);
}

static inline const char *encode(struct arena *a, const void *bytes, size_t size)
{
    char *text = arena_alloc(a, base64url_length(size));
    base64url_encode(bytes, size, text);
    return text;
}

static inline const char *encode_text(struct arena *a, const char *text)
{
    return encode(a, text, strlen(text));
}

/* Takes over what GnuTLS allocated. */
static inline const char *encode_taken(struct arena *a, gnutls_datum_t number)
{
    const char *text = encode(a, number.data, number.size);
    gnutls_free(number.data);
    return text;
}

static inline const char *pem_of(struct arena *a, const struct test_key *key)
{
    gnutls_datum_t pem;
    assert_int_equal(gnutls_pubkey_export2(key->public, GNUTLS_X509_FMT_PEM, &pem), 0);
    const char *text = arena_strndup(a, (const char *)pem.data, pem.size);
    gnutls_free(pem.data);
    return text;
}

/* Left-padded with zeros, or without its leading zero byte. */
static inline void put_number(const gnutls_datum_t *number, unsigned char *out, size_t size)
{
    size_t skip = number->size > size ? number->size - size : 0, used = number->size - skip;
    memset(out, 0, size);
    memcpy(out + size - used, number->data + skip, used);
}

static inline const char *coordinate(struct arena *a, gnutls_datum_t number, size_t size)
{
    unsigned char bytes[66];
    put_number(&number, bytes, size);
    gnutls_free(number.data);
    return encode(a, bytes, size);
}

static inline size_t coordinate_size(const struct test_key *key)
{
    return key->kind == TEST_P256 ? 32 : key->kind == TEST_P384 ? 48 : 66;
}

/* The public JWK. `more`: further members with their leading comma, or "". */
static inline const char *jwk_of(struct arena *a, const struct test_key *key, const char *more)
{
    gnutls_datum_t x, y;
    gnutls_ecc_curve_t curve;
    if (key->kind == TEST_RSA || key->kind == TEST_RSA_1024) {
        assert_int_equal(gnutls_pubkey_export_rsa_raw2(key->public, &x, &y, GNUTLS_EXPORT_FLAG_NO_LZ), 0);
        const char *n = encode_taken(a, x), *e = encode_taken(a, y);
        return arena_printf(a, "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"%s}", n, e, more);
    }
    assert_int_equal(gnutls_pubkey_export_ecc_raw2(key->public, &curve, &x, &y, 0), 0);
    if (key->kind == TEST_ED25519)
        return arena_printf(a, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"%s}", encode_taken(a, x), more);
    size_t size = coordinate_size(key);
    const char *crv = size == 32 ? "P-256" : size == 48 ? "P-384" : "P-521", *tx = coordinate(a, x, size), *ty = coordinate(a, y, size);
    return arena_printf(a, "{\"kty\":\"EC\",\"crv\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"%s}", crv, tx, ty, more);
}

static inline gnutls_datum_t text_datum(struct arena *a, const char *text)
{
    return (gnutls_datum_t){(unsigned char *)arena_strdup(a, text), (unsigned)strlen(text)};
}

/* The raw signature over `text`, in the form of JOSE. */
static inline const char *sign_with(struct arena *a, const struct test_key *key, gnutls_sign_algorithm_t how,
                                    const char *text)
{
    gnutls_datum_t signature, r, s, input = text_datum(a, text);
    unsigned char raw[132];
    size_t half = coordinate_size(key);
    assert_int_equal(gnutls_privkey_sign_data2(key->private, how, 0, &input, &signature), 0);
    if (key->kind != TEST_P256 && key->kind != TEST_P384 && key->kind != TEST_P521)
        return encode_taken(a, signature);
    assert_int_equal(gnutls_decode_rs_value(&signature, &r, &s), 0);
    put_number(&r, raw, half);
    put_number(&s, raw + half, half);
    gnutls_free(r.data);
    gnutls_free(s.data);
    gnutls_free(signature.data);
    return encode(a, raw, 2 * half);
}

static inline const char *unsigned_of(struct arena *a, const char *header, const char *payload)
{
    return arena_printf(a, "%s.%s", encode_text(a, header), encode_text(a, payload));
}

static inline const char *signed_token(struct arena *a, const struct test_key *key, gnutls_sign_algorithm_t how,
                                       const char *header, const char *payload)
{
    const char *text = unsigned_of(a, header, payload);
    return arena_printf(a, "%s.%s", text, sign_with(a, key, how, text));
}

/* The usual signature for this kind of key. */
static inline const char *token_of(struct arena *a, const struct test_key *key, const char *header, const char *payload)
{
    static const gnutls_sign_algorithm_t usual[] = {
        [TEST_RSA] = GNUTLS_SIGN_RSA_SHA256,
        [TEST_P256] = GNUTLS_SIGN_ECDSA_SHA256,
        [TEST_ED25519] = GNUTLS_SIGN_EDDSA_ED25519,
    };
    return signed_token(a, key, usual[key->kind], header, payload);
}

static inline const char *hs256_token(struct arena *a, const char *secret, const char *header, const char *payload)
{
    unsigned char tag[32];
    const char *text = unsigned_of(a, header, payload);
    assert_int_equal(gnutls_hmac_fast(GNUTLS_MAC_SHA256, secret, strlen(secret), text, strlen(text), tag), 0);
    return arena_printf(a, "%s.%s", text, encode(a, tag, sizeof tag));
}

/* Valid claims. `more`: further members with their leading comma, or "". */
static inline const char *good_claims(struct arena *a, const char *more)
{
    return arena_printf(a,
                        "{\"iss\":\"https://issuer.test\",\"aud\":\"tdkt\",\"sub\":\"an.nv\",\"exp\":%lld,"
                        "\"roles\":[\"district_reviewer\",\"reader\"],\"units\":[\"349\"]%s}",
                        (long long)time(NULL) + 600, more);
}

/* Writes (or replaces) a file of the test. */
static inline void write_file(const char *path, const char *text)
{
    char *fresh = NULL;
    assert_true(asprintf(&fresh, "%s.new", path) > 0);
    FILE *file = fopen(fresh, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(rename(fresh, path), 0);
    free(fresh);
}

static const char *const test_roles[] = {"reader", "district_reviewer", "admin", NULL};

static inline struct verifier_config test_config(const char *keys)
{
    return (struct verifier_config){.keys = keys,
                                    .issuer = "https://issuer.test",
                                    .audience = "tdkt",
                                    .roles_claim = "roles",
                                    .roles = test_roles,
                                    .skew_s = 30,
                                    .cache_entries = 64};
}
