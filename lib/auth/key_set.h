/*
 * key_set: the keys that we trust, read from a JWKS or from PEM, and the choice among them.
 *
 * Layer: auth, private. Constant after it was made.
 */
#pragma once

#include "auth/key.h"
#include "auth/token.h"

#include <stdbool.h>
#include <stddef.h>

enum { KEY_SET_MAX = 64, REASON_MAX = 256 };

/* Why keys could not be read, for a person: never a key, never a URL (it may hold a password). */
struct reason {
    char text[REASON_MAX];
};

/* Returns false, so that one writes `return because(reason, …)`. */
bool because(struct reason *reason, const char *format, ...) __attribute__((format(printf, 2, 3)));

struct key_set {
    struct key keys[KEY_SET_MAX];
    size_t count;
};

/*
 * JWKS or PEM, as the text shows. Everything lives in the arena. NULL: no usable key, a weak one, a kid twice, or not
 * to be read at all.
 */
const struct key_set *key_set_read(const char *text, size_t length, struct arena *a, struct reason *reason);

/*
 * TOKEN_OK and the key that must have signed `jws`. TOKEN_UNKNOWN_KEY: none, or no telling which one.
 * TOKEN_BAD_ALGORITHM: the key is for another algorithm.
 */
enum token_verdict key_set_choose(const struct key_set *set, const struct jws *jws, const struct key **out);
