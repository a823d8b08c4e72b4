/*
 * sign: makes the key of a development installation and signs tokens with it (`tdkt token`).
 *
 * Layer: auth. Not used by the running service.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Creates `home`/signing.pem (RSA 2048, mode 0600) unless it is there, and writes `home`/keys.json (JWKS, public). */
bool sign_make_key(const char *home, char *why, size_t why_size);

/*
 * Signs `claims_json` (a JSON object) with RS256 and the key in `home`/signing.pem. NULL: no readable key, no JSON object, or
 * the token would be too large; `why` says so. The caller frees the token with free().
 */
char *sign_token(const char *home, const char *claims_json, char *why, size_t why_size);
