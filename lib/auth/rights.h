/*
 * rights: the roles and units that a token gives its bearer, in any of the forms that issuers use.
 *
 * Layer: auth, private.
 */
#pragma once

#include "auth/issuer.h"
#include "auth/token.h"

#include <jansson.h>

/* Roles that the issuer's names stand for; other words are ignored. False: no such claim, or neither text nor list. */
bool rights_read_roles(const json_t *payload, const struct issuer *issuer, struct claims *out);

/* TOKEN_OK also when there is no such claim. TOKEN_BAD_CLAIMS: a unit is neither a code nor an id. */
enum token_verdict rights_read_units(const json_t *payload, const struct issuer *issuer, struct arena *a,
                                     struct claims *out);
