/*
 * mac: see mac.h. If a digest fails, no caller can do anything about it, so the process ends: an unset digest must never be
 * compared.
 */
#include "auth/mac.h"

#include <gnutls/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(int result)
{
    if (result >= 0)
        return;
    fputs("{\"level\":\"error\",\"event\":\"digest_unavailable\"}\n", stderr);
    abort();
}

void mac(const struct secret *secret, const char *label, const void *data, size_t length,
         unsigned char out[static MAC_BYTES])
{
    gnutls_hmac_hd_t hmac;
    must(gnutls_hmac_init(&hmac, GNUTLS_MAC_SHA256, secret->key, secret->length));
    must(gnutls_hmac(hmac, label, strlen(label) + 1));
    must(gnutls_hmac(hmac, data, length));
    gnutls_hmac_deinit(hmac, out);
}

void sha256(const void *data, size_t length, unsigned char out[static MAC_BYTES])
{
    must(gnutls_hash_fast(GNUTLS_DIG_SHA256, data, length, out));
}

void mac_hex(const unsigned char in[static MAC_BYTES], char out[static MAC_HEX])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < MAC_BYTES; i++) {
        out[2 * i] = digits[in[i] >> 4];
        out[2 * i + 1] = digits[in[i] & 15];
    }
    out[MAC_HEX - 1] = '\0';
}
