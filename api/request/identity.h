/*
 * identity: which tokens are accepted, according to the settings, and what the answer to a refused token says.
 *
 * Layer: api.
 */
#pragma once

#include "auth/token.h"

#include <stdbool.h>
#include <stddef.h>

struct config;
struct req;

/* NULL: `why` holds one line that names the wrong setting. `may_keep`: saves the keys of a key server, for a start without that server. */
struct verifier *identity_verifier(const struct config *config, bool may_keep, char *why, size_t why_size);

/* Sets the 401. `claims` names the claim that is wrong. Returns false. */
bool identity_refuse(struct req *r, enum token_verdict verdict, const struct claims *claims);
