/*
 * key: see key.h. Which keys we take: RSA of 2048 to 8192 bits, EC P-256, Ed25519.
 */
#include "auth/key.h"

#include "auth/alg.h"
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>

enum { RSA_BITS_MIN = 2048, RSA_BITS_MAX = 8192, RAW_SIGNATURE_BYTES = 64 };

static void release_public(void *public)
{
    gnutls_pubkey_deinit(public);
}

static void release_datum(void *bytes)
{
    gnutls_free(bytes);
}

gnutls_pubkey_t key_object(struct arena *a)
{
    gnutls_pubkey_t public = NULL;
    if (gnutls_pubkey_init(&public) < 0)
        return NULL;
    return arena_own(a, public, release_public);
}

static bool is_odd(const gnutls_datum_t *number)
{
    return number->size > 0 && (number->data[number->size - 1] & 1) != 0;
}

/* An exponent of 1 would make every message its own signature; an even number is no RSA key at all. */
static bool has_sound_exponent(gnutls_pubkey_t public)
{
    gnutls_datum_t n, e;
    if (gnutls_pubkey_export_rsa_raw2(public, &n, &e, GNUTLS_EXPORT_FLAG_NO_LZ) < 0)
        return false;
    bool sound = is_odd(&n) && is_odd(&e) && (e.size > 1 || e.data[0] > 1);
    gnutls_free(n.data);
    gnutls_free(e.data);
    return sound;
}

static enum key_fitness judge_rsa(gnutls_pubkey_t public, unsigned bits)
{
    if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX || !has_sound_exponent(public))
        return KEY_WEAK;
    return KEY_USABLE;
}

static enum key_fitness judge_curve(gnutls_pubkey_t public)
{
    gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;
    if (gnutls_pubkey_export_ecc_raw2(public, &curve, NULL, NULL, 0) < 0)
        return KEY_OF_OTHER_KIND;
    if (curve != GNUTLS_ECC_CURVE_SECP256R1 && curve != GNUTLS_ECC_CURVE_ED25519)
        return KEY_OF_OTHER_KIND;
    /* A point that is not on the curve. */
    return gnutls_pubkey_verify_params(public) < 0 ? KEY_OF_OTHER_KIND : KEY_USABLE;
}

static bool export_pem(struct key *key, struct arena *a)
{
    gnutls_datum_t pem;
    if (gnutls_pubkey_export2(key->public, GNUTLS_X509_FMT_PEM, &pem) < 0)
        return false;
    arena_own(a, pem.data, release_datum);
    key->pem = pem;
    return true;
}

enum key_fitness key_bind(gnutls_pubkey_t public, const char *alg_name, const char *kid, struct arena *a,
                          struct key *out)
{
    unsigned bits = 0;
    int pk = gnutls_pubkey_get_pk_algorithm(public, &bits);
    const struct alg *alg = pk < 0 ? NULL : alg_of_kind((gnutls_pk_algorithm_t)pk);
    if (alg && alg_name)
        alg = alg_named(alg_name);
    if (!alg || alg->pk != (gnutls_pk_algorithm_t)pk)
        return KEY_OF_OTHER_KIND;
    bool is_rsa = alg->pk == GNUTLS_PK_RSA;
    enum key_fitness fitness = is_rsa ? judge_rsa(public, bits) : judge_curve(public);
    if (fitness != KEY_USABLE)
        return fitness;
    *out = (struct key){
        .alg = alg, .kid = kid, .public = public, .signature_size = is_rsa ? (bits + 7) / 8 : RAW_SIGNATURE_BYTES};
    return export_pem(out, a) ? KEY_USABLE : KEY_OF_OTHER_KIND;
}
