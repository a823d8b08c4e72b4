/*
 * alg: see alg.h. The first row of a kind is its default: an RSA key is for RS256 unless its JWK says PS256.
 */
#include "auth/alg.h"

#include <stddef.h>
#include <string.h>

static const struct alg algs[] = {
    {"RS256", GNUTLS_PK_RSA, GNUTLS_SIGN_RSA_SHA256, JWT_ALG_RS256},
    {"PS256", GNUTLS_PK_RSA, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, JWT_ALG_INVAL},
    {"ES256", GNUTLS_PK_ECDSA, GNUTLS_SIGN_ECDSA_SHA256, JWT_ALG_ES256},
    {"EdDSA", GNUTLS_PK_EDDSA_ED25519, GNUTLS_SIGN_EDDSA_ED25519, JWT_ALG_INVAL},
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

const struct alg *alg_of_kind(gnutls_pk_algorithm_t pk)
{
    for (size_t i = 0; i < ALGS; i++) {
        if (algs[i].pk == pk)
            return &algs[i];
    }
    return NULL;
}
