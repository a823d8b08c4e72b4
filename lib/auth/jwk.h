/*
 * jwk: a public key from its JSON form (RFC 7517, 7518 §6, 8037).
 *
 * Layer: auth, private. Private members are never read.
 */
#pragma once

#include <gnutls/abstract.h>
#include <jansson.h>

struct arena;

/*
 * A key that verifies signatures, owned by the arena. NULL: another kind, another use, or malformed (RFC 7517 §5); `why`
 * then tells a person the reason.
 */
gnutls_pubkey_t jwk_import(const json_t *jwk, struct arena *a, const char **why);
