/*
 * mac: HMAC-SHA-256 for cursors, citizen-id look-up and anything else that must not be forged or guessed; SHA-256 for digests.
 *
 * Layer: auth. Thread-safe.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { MAC_BYTES = 32, MAC_HEX = 65 };

struct secret {
    unsigned char key[64];
    size_t length; /* 32..64 */
};

/* HMAC over label, a zero byte, then data: the label keeps the uses of one secret apart. */
void mac(const struct secret *secret, const char *label, const void *data, size_t length, unsigned char out[static MAC_BYTES]);
void sha256(const void *data, size_t length, unsigned char out[static MAC_BYTES]);

void mac_hex(const unsigned char in[static MAC_BYTES], char out[static MAC_HEX]);
