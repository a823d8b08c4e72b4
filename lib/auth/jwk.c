/*
 * jwk: see jwk.h. A symmetric key ("oct") has no row here, so that no token can be checked with a shared secret.
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

static bool has_curve(const json_t *jwk, const char *name)
{
    const char *crv = json_string_value(json_object_get(jwk, "crv"));
    return crv && strcmp(crv, name) == 0;
}

/* RFC 7518 §6.2.1.2: coordinates have the curve's full length. */
static bool import_p256(gnutls_pubkey_t public, const json_t *jwk, struct arena *a)
{
    gnutls_datum_t x = member(jwk, "x", a), y = member(jwk, "y", a);
    return has_curve(jwk, "P-256") && x.size == 32 && y.size == 32 &&
           gnutls_pubkey_import_ecc_raw(public, GNUTLS_ECC_CURVE_SECP256R1, &x, &y) >= 0;
}

static bool import_ed25519(gnutls_pubkey_t public, const json_t *jwk, struct arena *a)
{
    gnutls_datum_t x = member(jwk, "x", a);
    return has_curve(jwk, "Ed25519") && x.size == 32 &&
           gnutls_pubkey_import_ecc_raw(public, GNUTLS_ECC_CURVE_ED25519, &x, NULL) >= 0;
}

static const struct {
    const char *kty;
    bool (*import)(gnutls_pubkey_t public, const json_t *jwk, struct arena *a);
} kinds[] = {{"RSA", import_rsa}, {"EC", import_p256}, {"OKP", import_ed25519}};

static bool is_text(const json_t *value, const char *text)
{
    return json_is_string(value) && strcmp(json_string_value(value), text) == 0;
}

/* RFC 7517 §4.2, §4.3: absent says nothing against it. */
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

gnutls_pubkey_t jwk_import(const json_t *jwk, struct arena *a)
{
    const char *kty = json_string_value(json_object_get(jwk, "kty"));
    if (!kty || !is_for_verifying(jwk))
        return NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].kty, kty) != 0)
            continue;
        gnutls_pubkey_t public = key_object(a);
        return public && kinds[i].import(public, jwk, a) ? public : NULL;
    }
    return NULL;
}
