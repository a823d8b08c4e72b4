/*
 * claims: reads and checks what a token says about its bearer (RFC 7519 §4.1, RFC 9068 §2.2).
 *
 * Layer: auth, private. Called only with the payload of a token whose signature was verified.
 */
#pragma once

#include "auth/issuer.h"
#include "auth/token.h"

#include <jansson.h>
#include <time.h>

/*
 * `not_before` is the later of nbf and iat, 0 when there is neither. Strings live in the arena, in the payload's tree or
 * with the issuer. Unless TOKEN_OK, claims->at_fault names the claim.
 */
enum token_verdict claims_read(const json_t *payload, const struct issuer *issuer, int skew_s, struct arena *a,
                               struct claims *claims, long long *not_before);

/* TOKEN_OK, TOKEN_EXPIRED or TOKEN_NOT_YET_VALID. Also called each time a cached token comes again. */
enum token_verdict claims_in_time(long long not_before, long long expires_at, time_t now, int skew_s);

/* True: the text has a character that could break a log line or a header, or make one name look like another. */
bool text_has_hidden(const char *text);
