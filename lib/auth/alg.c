/*
 * alg: see alg.h. The first row of a kind is its default: an RSA key is for RS256 unless its JWK, or a setting, names another.
 * Each curve has one digest (RFC 7518 §3.4).
 */
#include "auth/alg.h"

#include <stddef.h>
#include <string.h>

#define RSA_ROW(name, sign, libjwt) {name, GNUTLS_PK_RSA, GNUTLS_ECC_CURVE_INVALID, sign, libjwt, 0}
#define EC_ROW(name, curve, sign, libjwt, size) {name, GNUTLS_PK_ECDSA, curve, sign, libjwt, size}

static const struct alg algs[] = {
    RSA_ROW("RS256", GNUTLS_SIGN_RSA_SHA256, JWT_ALG_RS256),
    RSA_ROW("RS384", GNUTLS_SIGN_RSA_SHA384, JWT_ALG_RS384),
    RSA_ROW("RS512", GNUTLS_SIGN_RSA_SHA512, JWT_ALG_RS512),
    RSA_ROW("PS256", GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, JWT_ALG_INVAL),
    RSA_ROW("PS384", GNUTLS_SIGN_RSA_PSS_RSAE_SHA384, JWT_ALG_INVAL),
    RSA_ROW("PS512", GNUTLS_SIGN_RSA_PSS_RSAE_SHA512, JWT_ALG_INVAL),
    EC_ROW("ES256", GNUTLS_ECC_CURVE_SECP256R1, GNUTLS_SIGN_ECDSA_SHA256, JWT_ALG_ES256, 64),
    EC_ROW("ES384", GNUTLS_ECC_CURVE_SECP384R1, GNUTLS_SIGN_ECDSA_SHA384, JWT_ALG_ES384, 96),
    EC_ROW("ES512", GNUTLS_ECC_CURVE_SECP521R1, GNUTLS_SIGN_ECDSA_SHA512, JWT_ALG_ES512, 132),
    {"EdDSA", GNUTLS_PK_EDDSA_ED25519, GNUTLS_ECC_CURVE_ED25519, GNUTLS_SIGN_EDDSA_ED25519, JWT_ALG_INVAL, 64},
};

enum { ALGS = sizeof algs / sizeof *algs };

const struct alg *alg_named(const char *name)
{
    for (size_t i = 0; i < ALGS; i++) {
        if (strcmp(algs[i].name, name) == 0)
            return &algs[i];
    }
    return NULL;
}

const struct alg *alg_of_kind(gnutls_pk_algorithm_t pk, gnutls_ecc_curve_t curve)
{
    for (size_t i = 0; i < ALGS; i++) {
        if (algs[i].pk == pk && algs[i].curve == curve)
            return &algs[i];
    }
    return NULL;
}
