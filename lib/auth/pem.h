/*
 * pem: reads public keys and certificates from a PEM text of one or more blocks (RFC 7468).
 *
 * Layer: auth, private.
 */
#pragma once

#include <gnutls/abstract.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

struct pem_block {
    const char *text; /* from -----BEGIN, in the caller's text */
    size_t length;
};

/* Gives the next block and moves *text behind it. False: there is none. */
bool pem_next(const char **text, size_t *length, struct pem_block *out);

/* False: damaged. For a block of another kind, such as a private key, it returns true and sets *out to NULL. */
bool pem_import(const struct pem_block *block, struct arena *a, gnutls_pubkey_t *out);
