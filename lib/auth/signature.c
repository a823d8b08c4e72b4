/*
 * signature: key_verifies(), the only place where a signature is checked.
 *
 * GnuTLS checks every token, with the key parsed at load: about 30 µs (RS256) or 200 µs (ES256) of CPU. libjwt, which uses
 * another library (OpenSSL), then checks again what it can (RS and ES with typ JWT), and both must agree. The order matters:
 * libjwt parses the PEM at every call, 500 to 650 µs, and a forged token is never in the cache, so with libjwt first anybody
 * could keep the processors busy with forgeries. In this order libjwt sees only tokens that our issuer signed, each until it
 * is in the cache. What libjwt lacks (at+jwt, EdDSA, PS) GnuTLS checks alone.
 */
#include "auth/key.h"

#include "auth/alg.h"
#include "auth/jws.h"

#include <gnutls/crypto.h>
#include <jwt.h>
#include <strings.h>

/* GnuTLS takes a pointer to non-const, but does not write through it. */
static gnutls_datum_t datum_of(const void *bytes, size_t size)
{
    union {
        const void *read;
        void *given;
    } pointer = {.read = bytes};
    return (gnutls_datum_t){.data = pointer.given, .size = (unsigned)size};
}

static bool gnutls_accepts(const struct key *key, const struct jws *jws, const gnutls_datum_t *signature)
{
    gnutls_datum_t text = datum_of(jws->signed_text, jws->signed_length);
    return gnutls_pubkey_verify_data2(key->public, key->alg->sign, 0, &text, signature) >= 0;
}

static bool is_zero(const gnutls_datum_t *number)
{
    unsigned char bits = 0;
    for (unsigned i = 0; i < number->size; i++)
        bits |= number->data[i];
    return bits == 0;
}

/* JOSE writes r and s side by side (RFC 7518 §3.4), GnuTLS reads them in DER. Zero is never a signature. */
static bool gnutls_accepts_ecdsa(const struct key *key, const struct jws *jws)
{
    size_t half = jws->signature_size / 2;
    gnutls_datum_t r = datum_of(jws->signature, half), s = datum_of(jws->signature + half, half);
    gnutls_datum_t der;
    if (is_zero(&r) || is_zero(&s) || gnutls_encode_rs_value(&der, &r, &s) < 0)
        return false;
    bool accepted = gnutls_accepts(key, jws, &der);
    gnutls_free(der.data);
    return accepted;
}

static bool libjwt_accepts(const struct key *key, const char *token)
{
    jwt_t *jwt = NULL;
    if (jwt_decode(&jwt, token, key->pem.data, (int)key->pem.size) != 0)
        return false;
    /* libjwt takes the algorithm from the token. */
    bool accepted = jwt_get_alg(jwt) == key->alg->libjwt;
    jwt_free(jwt);
    return accepted;
}

bool key_verifies(const struct key *key, const struct jws *jws, const char *token)
{
    if (jws->alg != key->alg || jws->signature_size != key->signature_size)
        return false;
    gnutls_datum_t signature = datum_of(jws->signature, jws->signature_size);
    bool is_ecdsa = key->alg->pk == GNUTLS_PK_ECDSA;
    if (is_ecdsa ? !gnutls_accepts_ecdsa(key, jws) : !gnutls_accepts(key, jws, &signature))
        return false;
    bool has_second_opinion = key->alg->libjwt != JWT_ALG_INVAL && jws->typ && strcasecmp(jws->typ, "JWT") == 0;
    return !has_second_opinion || libjwt_accepts(key, token);
}
