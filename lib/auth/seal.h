/*
 * seal: bytes that only this installation can read, and whose every change shows: AES-256-SIV (RFC 5297) under a key that
 * HKDF makes of the secret and a label, one for each use.
 *
 * It is bound to a text that is not in it and must be said again to open it. There is no nonce: equal bytes under an equal
 * binding are sealed alike, on every instance. Nothing can go wrong with a counter or a random number then, and all that
 * shows is that two are the same.
 *
 * Layer: auth. Thread-safe.
 */
#pragma once

#include "auth/mac.h"

#include <stdbool.h>
#include <stddef.h>

enum { SEAL_EXTRA = 16 }; /* bytes that a seal adds */

/* `length` is at least 1; `out` has room for length + SEAL_EXTRA. */
void seal(const struct secret *secret, const char *label, const char *binding, const void *bytes, size_t length,
          unsigned char *out);

/* False: not sealed so, by this secret, with this label and binding. `out` has room for length - SEAL_EXTRA. */
bool unseal(const struct secret *secret, const char *label, const char *binding, const unsigned char *sealed,
            size_t length, unsigned char *out);
