/*
 * signing_key: see signing_key.h.
 */
#include "auth/signing_key.h"

#include "auth/base64url.h"
#include "auth/key_source.h"
#include "auth/mac.h"
#include "auth/whole_file.h"
#include "base/arena.h"

#include <errno.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RSA_BITS = 2048 };

static void release_private(void *key)
{
    gnutls_x509_privkey_deinit(key);
}

static void release_datum(void *bytes)
{
    gnutls_free(bytes);
}

static gnutls_x509_privkey_t private_object(struct arena *a)
{
    gnutls_x509_privkey_t key = NULL;
    return gnutls_x509_privkey_init(&key) < 0 ? NULL : arena_own(a, key, release_private);
}

static bool failed_to_write(const char *path, struct reason *reason)
{
    return because(reason, "cannot write %.160s: %s", path, strerrordesc_np(errno));
}

bool signing_key_make(const char *path, struct arena *a, struct reason *reason)
{
    gnutls_x509_privkey_t key = private_object(a);
    gnutls_datum_t pem;
    if (!key || gnutls_x509_privkey_generate(key, GNUTLS_PK_RSA, RSA_BITS, 0) < 0 ||
        gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem) < 0)
        return because(reason, "an RSA key cannot be made");
    arena_own(a, pem.data, release_datum);
    const char *text = (const char *)pem.data;
    return whole_file_make(path, 0600, text, pem.size, a) || failed_to_write(path, reason);
}

static const char *encoded(const gnutls_datum_t *number, struct arena *a)
{
    char *text = arena_alloc(a, base64url_length(number->size));
    base64url_encode(number->data, number->size, text);
    return text;
}

static bool read_public_half(gnutls_x509_privkey_t private, struct signing_key *key, struct arena *a)
{
    gnutls_datum_t n, e;
    if (gnutls_x509_privkey_export_rsa_raw2(private, &n, &e, NULL, NULL, NULL, NULL, NULL, NULL) < 0)
        return false;
    arena_own(a, n.data, release_datum);
    arena_own(a, e.data, release_datum);
    /* GnuTLS may put a zero byte in front; a JWK may not (RFC 7518 §2, Base64urlUInt). */
    while (n.size > 1 && n.data[0] == 0) {
        n.data++;
        n.size--;
    }
    key->n = encoded(&n, a);
    key->e = encoded(&e, a);
    return true;
}

static const char *thumbprint(const struct signing_key *key, struct arena *a)
{
    unsigned char digest[MAC_BYTES];
    const char *canonical = arena_printf(a, "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}", key->e, key->n);
    sha256(canonical, strlen(canonical), digest);
    return encoded(&(gnutls_datum_t){digest, sizeof digest}, a);
}

const struct signing_key *signing_key_load(const char *path, struct arena *a, struct reason *reason)
{
    struct signing_key *key = arena_zero(a, sizeof *key);
    const char *text = key_source_read(path, a, &key->pem_length, reason);
    if (!text)
        return NULL;
    key->pem = arena_strndup(a, text, key->pem_length);
    gnutls_x509_privkey_t private = private_object(a);
    gnutls_datum_t pem = {(unsigned char *)arena_strndup(a, text, key->pem_length), (unsigned)key->pem_length};
    if (!private || gnutls_x509_privkey_import(private, &pem, GNUTLS_X509_FMT_PEM) < 0 ||
        !read_public_half(private, key, a)) {
        because(reason, "%.160s holds no RSA private key", path);
        return NULL;
    }
    key->kid = thumbprint(key, a);
    return key;
}

bool signing_key_publish(const struct signing_key *key, const char *path, struct arena *a, struct reason *reason)
{
    const char *jwks = arena_printf(a,
                                    "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"%s\","
                                    "\"n\":\"%s\",\"e\":\"%s\",\"" DEVELOPMENT_MARK "\":true}]}\n",
                                    key->kid, key->n, key->e);
    return whole_file_replace(path, 0644, jwks, strlen(jwks), a) || failed_to_write(path, reason);
}
