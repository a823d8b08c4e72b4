/* seal: see seal.h. A failure that no caller can do anything about ends the process, as in mac.c. */
#include "auth/seal.h"

#include <gnutls/crypto.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_BYTES = 64, NONCE_BYTES = 16 };

static const unsigned char no_nonce[NONCE_BYTES];

static void must(int result)
{
    if (result >= 0)
        return;
    fputs("{\"level\":\"error\",\"event\":\"cipher_unavailable\"}\n", stderr);
    abort();
}

static void derive_key(const struct secret *secret, const char *label, unsigned char key[static KEY_BYTES])
{
    unsigned char kept[sizeof secret->key], extracted[MAC_BYTES];
    memcpy(kept, secret->key, sizeof kept);
    const gnutls_datum_t from = {kept, (unsigned)secret->length}, salt = {NULL, 0};
    must(gnutls_hkdf_extract(GNUTLS_MAC_SHA256, &from, &salt, extracted));
    const gnutls_datum_t middle = {extracted, sizeof extracted};
    const gnutls_datum_t info = {(unsigned char *)(uintptr_t)label, (unsigned)strlen(label)};
    must(gnutls_hkdf_expand(GNUTLS_MAC_SHA256, &middle, &info, key, KEY_BYTES));
    gnutls_memset(kept, 0, sizeof kept);
    gnutls_memset(extracted, 0, sizeof extracted);
}

static gnutls_aead_cipher_hd_t open_cipher(const struct secret *secret, const char *label)
{
    unsigned char bytes[KEY_BYTES];
    gnutls_aead_cipher_hd_t cipher;
    derive_key(secret, label, bytes);
    must(gnutls_aead_cipher_init(&cipher, GNUTLS_CIPHER_AES_256_SIV, &(const gnutls_datum_t){bytes, sizeof bytes}));
    gnutls_memset(bytes, 0, sizeof bytes);
    return cipher;
}

void seal(const struct secret *secret, const char *label, const char *binding, const void *bytes, size_t length,
          unsigned char *out)
{
    size_t made = length + SEAL_EXTRA;
    gnutls_aead_cipher_hd_t cipher = open_cipher(secret, label);
    must(gnutls_aead_cipher_encrypt(cipher, no_nonce, sizeof no_nonce, binding, strlen(binding), SEAL_EXTRA, bytes,
                                    length, out, &made));
    gnutls_aead_cipher_deinit(cipher);
}

bool unseal(const struct secret *secret, const char *label, const char *binding, const unsigned char *sealed,
            size_t length, unsigned char *out)
{
    if (length <= SEAL_EXTRA)
        return false;
    size_t made = length - SEAL_EXTRA;
    gnutls_aead_cipher_hd_t cipher = open_cipher(secret, label);
    int result = gnutls_aead_cipher_decrypt(cipher, no_nonce, sizeof no_nonce, binding, strlen(binding), SEAL_EXTRA,
                                            sealed, length, out, &made);
    gnutls_aead_cipher_deinit(cipher);
    return result >= 0;
}
