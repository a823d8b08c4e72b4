/*
 * seal: encrypts bytes so that only this installation can read them and every change is noticed: AES-256-SIV (RFC 5297) with
 * a key that HKDF makes from the secret and a label, one for each use.
 *
 * A seal is bound to a text that is not in it; the same text is needed to open it. There is no nonce: equal bytes with an equal
 * binding give the same seal on every instance. So no counter or random number can go wrong, and an observer learns only
 * that two seals are equal.
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

/* False: not sealed with this secret, label and binding. `out` has room for length - SEAL_EXTRA. */
bool unseal(const struct secret *secret, const char *label, const char *binding, const unsigned char *sealed,
            size_t length, unsigned char *out);
