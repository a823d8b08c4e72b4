/*
 * alg: the signature algorithms we accept, one row each. What has no row (none, HS256, …) does not exist for us.
 *
 * Layer: auth, private. Rows are constant: compare the pointers.
 */
#pragma once

#include <gnutls/abstract.h>
#include <jwt.h>

struct alg {
    const char *name; /* as in a header or a JWK: exact */
    gnutls_pk_algorithm_t pk;
    gnutls_ecc_curve_t curve; /* the only one it goes with; GNUTLS_ECC_CURVE_INVALID: RSA */
    gnutls_sign_algorithm_t sign;
    jwt_alg_t libjwt;        /* JWT_ALG_INVAL: libjwt does not have it */
    unsigned signature_size; /* 0: as long as the key */
};

/* NULL: not one of ours. */
const struct alg *alg_named(const char *name);

/* What a key of this kind is for when it does not say; NULL: nothing we use. */
const struct alg *alg_of_kind(gnutls_pk_algorithm_t pk, gnutls_ecc_curve_t curve);
