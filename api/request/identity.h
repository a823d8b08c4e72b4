/*
 * identity: whose tokens are believed, from the settings; and what a caller whose token is not believed is told.
 *
 * Layer: api.
 */
#pragma once

#include "auth/token.h"

#include <stdbool.h>
#include <stddef.h>

struct config;
struct req;

/* NULL: `why` holds one line that names the setting. `may_keep`: keys of a server are written down for a start without it. */
struct verifier *identity_verifier(const struct config *config, bool may_keep, char *why, size_t why_size);

/* Sets the 401. `claims` says what is at fault. Returns false. */
bool identity_refuse(struct req *r, enum token_verdict verdict, const struct claims *claims);
