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

enum { KEY_SET_MAX = 64, REASON_MAX = 500 };

/* Why keys could not be read, for a person: never a key, never a URL (it may hold a password). */
struct reason {
    char text[REASON_MAX];
    bool is_away; /* the server did not answer or failed, so keys of an earlier answer may be used */
};

/* Returns false, so that one writes `return because(reason, …)`. */
bool because(struct reason *reason, const char *format, ...) __attribute__((format(printf, 2, 3)));

struct key_set {
    struct key keys[KEY_SET_MAX];
    size_t count;
};

/* A JWK that `tdkt token --new-key` publishes has this member, true. */
#define DEVELOPMENT_MARK "tdkt_development"

/* The rules for a set that is read. */
struct key_rules {
    const char *label;        /* its name in a warning */
    const struct alg *preset; /* for keys without alg; NULL: the usual one of their kind */
    bool refuse_development;  /* refuses the key of `tdkt token --new-key` */
    bool is_quiet;            /* no warnings about keys that are skipped */
};

/*
 * JWKS if the text begins with "{", otherwise PEM. Everything lives in the arena. NULL: no usable key, a weak key, two keys
 * with one kid, or unreadable. Keys of another kind or use are skipped with a warning.
 */
const struct key_set *key_set_read(const char *text, size_t length, const struct key_rules *rules, struct arena *a,
                                   struct reason *reason);

/*
 * TOKEN_OK and the key that must have signed `jws`. TOKEN_UNKNOWN_KEY: there is none, or more than one could be it.
 * TOKEN_BAD_ALGORITHM: the key is for another algorithm.
 */
enum token_verdict key_set_choose(const struct key_set *set, const struct jws *jws, const struct key **out);
