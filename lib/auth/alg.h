/*
 * alg: the signature algorithms we accept, one row each. An algorithm without a row (none, HS256, …) is never accepted.
 *
 * Layer: auth, private. Rows are constant: compare the pointers.
 */
#pragma once

#include <gnutls/abstract.h>
#include <jwt.h>

struct alg {
    const char *name; /* as in a header or a JWK: exact */
    gnutls_pk_algorithm_t pk;
    gnutls_ecc_curve_t curve; /* the only one it may be used with; GNUTLS_ECC_CURVE_INVALID: RSA */
    gnutls_sign_algorithm_t sign;
    jwt_alg_t libjwt;        /* JWT_ALG_INVAL: libjwt does not have it */
    unsigned signature_size; /* 0: as long as the key */
};

/* NULL: not one of ours. */
const struct alg *alg_named(const char *name);

/* The algorithm of a key of this kind that names none; NULL: we do not use such keys. */
const struct alg *alg_of_kind(gnutls_pk_algorithm_t pk, gnutls_ecc_curve_t curve);
