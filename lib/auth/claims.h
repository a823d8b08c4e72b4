/*
 * claims: what a token says of its bearer, checked (RFC 7519 §4.1, RFC 9068 §2.2).
 *
 * Layer: auth, private. Called only with the payload of a token whose signature was verified.
 */
#pragma once

#include "auth/token.h"

#include <time.h>

struct expectation {
    const char *issuer, *audience, *roles_claim;
    int skew_s;
};

/* `not_before` is the later of nbf and iat, 0 when there is neither. Strings live in the arena. */
enum token_verdict claims_read(const void *payload, size_t size, const struct expectation *expected, struct arena *a,
                               struct claims *claims, long long *not_before);

/* TOKEN_OK, TOKEN_EXPIRED or TOKEN_NOT_YET_VALID: asked again whenever a cached token comes back. */
enum token_verdict claims_in_time(long long not_before, long long expires_at, time_t now, int skew_s);
