/*
 * key: one public key, parsed once, bound to one algorithm (RFC 8725 §3.1), and the check of a signature with it.
 *
 * Layer: auth, private. Constant after key_bind(): any number of threads may verify with it at once.
 */
#pragma once

#include <gnutls/abstract.h>
#include <stdbool.h>

struct alg;
struct arena;
struct jws;

struct key {
    const struct alg *alg;
    const char *kid; /* NULL: none */
    gnutls_pubkey_t public;
    gnutls_datum_t pem;    /* for libjwt, which takes no other form; NUL-terminated */
    size_t signature_size; /* the only one a signature by this key can have */
};

/* What comes with a key. */
struct key_label {
    const char *alg, *kid;    /* NULL: not given */
    const struct alg *preset; /* for a key of its kind without alg; NULL: the usual one of the kind */
};

enum key_fitness {
    KEY_USABLE,
    KEY_OF_OTHER_KIND, /* to be skipped with a warning */
    KEY_WEAK           /* to be refused: nothing is loaded */
};

/*
 * Binds `public` (owned by the arena, like all that `out` points to) to one algorithm. Unless KEY_USABLE, `why` tells a
 * person the reason.
 */
enum key_fitness key_bind(gnutls_pubkey_t public, const struct key_label *label, struct arena *a, struct key *out,
                          const char **why);

/* True: `jws`, whose algorithm is the key's, was signed by its owner. `token` is its whole text. */
bool key_verifies(const struct key *key, const struct jws *jws, const char *token);

/* A public key object that the arena releases. */
gnutls_pubkey_t key_object(struct arena *a);
