/*
 * signing_key: the private RSA key of a development installation, on disk and in memory.
 *
 * Layer: auth, private. Everything lives in the arena; on failure `reason` says why.
 */
#pragma once

#include "auth/key_set.h"

#include <stdbool.h>
#include <stddef.h>

struct signing_key {
    const char *pem;
    size_t pem_length;
    const char *n, *e; /* public, base64url */
    const char *kid;   /* RFC 7638 thumbprint */
};

/* Makes a new key at `path`, mode 0600. A file that somebody else has put there in the meantime stays: no failure. */
bool signing_key_make(const char *path, struct arena *a, struct reason *reason);

const struct signing_key *signing_key_load(const char *path, struct arena *a, struct reason *reason);

/* Writes or replaces the JWKS with the public half of the key. */
bool signing_key_publish(const struct signing_key *key, const char *path, struct arena *a, struct reason *reason);
