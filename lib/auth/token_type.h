/*
 * token_type: whether a signed object is an access token at all (RFC 8725 §3.11): issuers sign ID tokens, refresh tokens and
 * logout tokens with the same keys.
 *
 * Layer: auth, private.
 */
#pragma once

#include "auth/issuer.h"

#include <jansson.h>

struct jws;

/* The header member or claim by which it shows that it is none; NULL: it does not. */
const char *token_type_fault(const struct jws *jws, const json_t *payload, const struct issuer *issuer);
