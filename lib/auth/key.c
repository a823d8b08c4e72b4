/*
 * key: see key.h. We take these keys: RSA of 2048 to 8192 bits, EC P-256, P-384 and P-521, Ed25519.
 */
#include "auth/key.h"

#include "auth/alg.h"
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RSA_BITS_MIN = 2048, RSA_BITS_MAX = 8192, ED25519_BYTES = 32 };

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

/* With an exponent of 1 every message would be its own signature; an even modulus or exponent is not an RSA key at all. */
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

static bool is_weak_rsa(gnutls_pubkey_t public, unsigned bits)
{
    return bits < RSA_BITS_MIN || bits > RSA_BITS_MAX || !has_sound_exponent(public);
}

/*
 * The eight points of small order by their y coordinate (little-endian, without the sign of x): if the key is one of them,
 * there are signatures that fit almost any text. Values of p and above are second spellings of 0 to 18.
 */
static bool is_weak_point(const unsigned char *given)
{
    static const unsigned char small[][ED25519_BYTES] = {
        {0},
        {1},
        {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
         0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
        {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
         0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
        {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
         0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
    };
    unsigned char y[ED25519_BYTES];
    memcpy(y, given, sizeof y);
    y[ED25519_BYTES - 1] &= 0x7f;
    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        if (memcmp(y, small[i], sizeof y) == 0)
            return true;
    bool is_high = y[0] >= 0xed && y[ED25519_BYTES - 1] == 0x7f;
    for (size_t i = 1; is_high && i < ED25519_BYTES - 1; i++)
        is_high = y[i] == 0xff;
    return is_high;
}

static bool is_weak_ed25519(gnutls_pubkey_t public)
{
    gnutls_datum_t x;
    if (gnutls_pubkey_export_ecc_raw2(public, NULL, &x, NULL, 0) < 0)
        return true;
    bool is_weak = x.size != ED25519_BYTES || is_weak_point(x.data);
    gnutls_free(x.data);
    return is_weak;
}

/* What is wrong with a key of a kind that we use; NULL: nothing. */
static const char *find_weakness(gnutls_pubkey_t public, gnutls_pk_algorithm_t pk, unsigned bits)
{
    if (pk == GNUTLS_PK_RSA)
        return is_weak_rsa(public, bits) ? "an RSA key must have 2048 to 8192 bits and an odd exponent above 1" : NULL;
    if (pk == GNUTLS_PK_EDDSA_ED25519)
        return is_weak_ed25519(public) ? "an Ed25519 key is a point of small order or not in its one spelling" : NULL;
    return gnutls_pubkey_verify_params(public) < 0 ? "an EC key is not a point of its curve" : NULL;
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

static gnutls_ecc_curve_t curve_of(gnutls_pubkey_t public)
{
    gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;
    return gnutls_pubkey_export_ecc_raw2(public, &curve, NULL, NULL, 0) < 0 ? GNUTLS_ECC_CURVE_INVALID : curve;
}

/* NULL: a key of a kind that we do not use, or a label that does not fit it. */
static const struct alg *choose_alg(gnutls_pubkey_t public, int pk, const struct key_label *label)
{
    gnutls_ecc_curve_t curve = pk == GNUTLS_PK_RSA ? GNUTLS_ECC_CURVE_INVALID : curve_of(public);
    const struct alg *usual = pk < 0 ? NULL : alg_of_kind((gnutls_pk_algorithm_t)pk, curve);
    const struct alg *wanted = label->alg ? alg_named(label->alg) : label->preset;
    if (!usual || (label->alg && !wanted))
        return NULL;
    if (wanted && wanted->pk == usual->pk && wanted->curve == usual->curve)
        return wanted;
    return label->alg ? NULL : usual;
}

enum key_fitness key_bind(gnutls_pubkey_t public, const struct key_label *label, struct arena *a, struct key *out,
                          const char **why)
{
    unsigned bits = 0;
    int pk = gnutls_pubkey_get_pk_algorithm(public, &bits);
    const struct alg *alg = choose_alg(public, pk, label);
    *why = "its kty, crv and alg are none that is used here, or do not fit each other";
    if (!alg)
        return KEY_OF_OTHER_KIND;
    *why = find_weakness(public, alg->pk, bits);
    if (*why)
        return KEY_WEAK;
    *out = (struct key){.alg = alg,
                        .kid = label->kid,
                        .public = public,
                        .signature_size = alg->signature_size ? alg->signature_size : (bits + 7) / 8};
    *why = "it cannot be exported";
    return export_pem(out, a) ? KEY_USABLE : KEY_OF_OTHER_KIND;
}
