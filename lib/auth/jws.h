/*
 * jws: takes a token apart (RFC 7515 compact form), strictly, before any key or JWT library sees it.
 *
 * Layer: auth, private. Knows nothing of keys, signatures or claims.
 */
#pragma once

#include "auth/token.h"

#include <stddef.h>

struct alg;

struct jws {
    const struct alg *alg; /* what the token claims; it must be the key's */
    const char *kid;       /* NULL: none */
    const char *typ;       /* NULL: none; the issuer's settings say which are allowed */
    const char *signed_text;
    size_t signed_length; /* header and payload with the dot between */
    const unsigned char *payload;
    size_t payload_size;
    const unsigned char *signature;
    size_t signature_size;
};

/* TOKEN_OK, TOKEN_MALFORMED, TOKEN_TOO_LARGE or TOKEN_BAD_ALGORITHM. What `out` points to lives in the arena or in the token. */
enum token_verdict jws_parse(const char *token, size_t length, struct arena *a, struct jws *out);
