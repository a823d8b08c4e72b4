/*
 * token_type: checks that a signed object is an access token (RFC 8725 §3.11): issuers sign ID tokens, refresh tokens and
 * logout tokens with the same keys.
 *
 * Layer: auth, private.
 */
#pragma once

#include "auth/issuer.h"

#include <jansson.h>

struct jws;

/* The header member or claim that shows that it is not an access token; NULL: nothing does. */
const char *token_type_fault(const struct jws *jws, const json_t *payload, const struct issuer *issuer);
