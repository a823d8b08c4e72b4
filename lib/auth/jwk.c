/*
 * jwk: see jwk.h. There is no row for a symmetric key ("oct"), so that no token can be checked with a shared secret.
 */
#include "auth/jwk.h"

#include "auth/base64url.h"
#include "auth/key.h"
#include "base/arena.h"

#include <string.h>

/* A member as bytes; size 0: missing or malformed. */
static gnutls_datum_t member(const json_t *jwk, const char *name, struct arena *a)
{
    const json_t *value = json_object_get(jwk, name);
    size_t length = json_string_length(value), size = 0;
    if (length == 0)
        return (gnutls_datum_t){NULL, 0};
    unsigned char *bytes = arena_alloc(a, base64url_room(length));
    if (!base64url_decode(json_string_value(value), length, bytes, &size))
        return (gnutls_datum_t){NULL, 0};
    return (gnutls_datum_t){bytes, (unsigned)size};
}

static bool import_rsa(gnutls_pubkey_t public, const json_t *jwk, struct arena *a)
{
    gnutls_datum_t n = member(jwk, "n", a), e = member(jwk, "e", a);
    return n.size > 0 && e.size > 0 && gnutls_pubkey_import_rsa_raw(public, &n, &e) >= 0;
}

static const struct curve {
    const char *crv;
    gnutls_ecc_curve_t curve;
    unsigned size; /* RFC 7518 §6.2.1.2: bytes of a coordinate; some libraries leave out zeros at its beginning */
} curves[] = {
    {"P-256", GNUTLS_ECC_CURVE_SECP256R1, 32},
    {"P-384", GNUTLS_ECC_CURVE_SECP384R1, 48},
    {"P-521", GNUTLS_ECC_CURVE_SECP521R1, 66},
};

static bool is_text(const json_t *value, const char *text)
{
    return json_is_string(value) && strcmp(json_string_value(value), text) == 0;
}

static bool import_ec(gnutls_pubkey_t public, const json_t *jwk, struct arena *a)
{
    gnutls_datum_t x = member(jwk, "x", a), y = member(jwk, "y", a);
    for (size_t i = 0; i < sizeof curves / sizeof *curves; i++) {
        const struct curve *c = &curves[i];
        if (is_text(json_object_get(jwk, "crv"), c->crv))
            return x.size > 0 && x.size <= c->size && y.size > 0 && y.size <= c->size &&
                   gnutls_pubkey_import_ecc_raw(public, c->curve, &x, &y) >= 0;
    }
    return false;
}

static bool import_ed25519(gnutls_pubkey_t public, const json_t *jwk, struct arena *a)
{
    gnutls_datum_t x = member(jwk, "x", a);
    return is_text(json_object_get(jwk, "crv"), "Ed25519") && x.size == 32 &&
           gnutls_pubkey_import_ecc_raw(public, GNUTLS_ECC_CURVE_ED25519, &x, NULL) >= 0;
}

static const struct {
    const char *kty;
    bool (*import)(gnutls_pubkey_t public, const json_t *jwk, struct arena *a);
} kinds[] = {{"RSA", import_rsa}, {"EC", import_ec}, {"OKP", import_ed25519}};

/* RFC 7517 §4.2, §4.3: a key without these members may be used. */
static bool is_for_verifying(const json_t *jwk)
{
    const json_t *use = json_object_get(jwk, "use"), *operations = json_object_get(jwk, "key_ops");
    if (use && !is_text(use, "sig"))
        return false;
    if (!operations)
        return true;
    for (size_t i = 0; i < json_array_size(operations); i++) {
        if (is_text(json_array_get(operations, i), "verify"))
            return true;
    }
    return false;
}

gnutls_pubkey_t jwk_import(const json_t *jwk, struct arena *a, const char **why)
{
    const char *kty = json_string_value(json_object_get(jwk, "kty"));
    *why = "its use or key_ops is not for verifying signatures";
    if (!is_for_verifying(jwk))
        return NULL;
    for (size_t i = 0; kty && i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].kty, kty) != 0)
            continue;
        *why = "its curve is none that is used here, or its members are malformed";
        gnutls_pubkey_t public = key_object(a);
        return public && kinds[i].import(public, jwk, a) ? public : NULL;
    }
    *why = "its kty is none that is used here";
    return NULL;
}
