/*
 * token: bearer tokens, verified (RFC 6750, 7515, 7519, 8725, 9068). The door of the auth layer.
 *
 * Layer: auth, the only includer of <jwt.h> and of GnuTLS. A verifier holds the keys and what it expects; it is shared by
 * all threads. Order of work: our own strict parse (size, three canonical base64url parts, header fields), key by kid with
 * its algorithm pinned, signature, then claims from our own strict parse. Nothing of a token is ever logged.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct verifier;

enum { TOKEN_MAX_BYTES = 8192, TOKEN_MAX_ROLES = 16, TOKEN_MAX_UNITS = 100 };

struct verifier_config {
    const char *keys;        /* path of a PEM or JWKS file (a "file://" or "https://" URL is allowed too) */
    const char *issuer;      /* exact */
    const char *audience;    /* must be the aud or among it */
    const char *roles_claim; /* "roles" */
    int skew_s;              /* 0..60 */
    int cache_entries;       /* verified tokens kept; 0: none */
};

/* Why a token was refused; for metrics and the log (a fixed word, never a part of the token). */
enum token_verdict {
    TOKEN_OK,
    TOKEN_MALFORMED,
    TOKEN_UNKNOWN_KEY,
    TOKEN_BAD_ALGORITHM,
    TOKEN_BAD_SIGNATURE,
    TOKEN_EXPIRED,
    TOKEN_NOT_YET_VALID,
    TOKEN_WRONG_ISSUER,
    TOKEN_WRONG_AUDIENCE,
    TOKEN_BAD_CLAIMS,
};

struct claims {
    const char *subject;
    long long expires_at; /* seconds since 1970 */
    const char *roles[TOKEN_MAX_ROLES];
    size_t role_count;
    const char *units[TOKEN_MAX_UNITS];
    size_t unit_count;
};

/* NULL: no usable key, or a weak one (RSA < 2048); `why` then holds one line that names the setting. */
struct verifier *verifier_new(const struct verifier_config *config, char *why, size_t why_size);
void verifier_free(struct verifier *verifier);

/* Reads the keys again and empties the cache. On failure the old keys stay. */
bool verifier_reload(struct verifier *verifier, char *why, size_t why_size);

/* `claims` and its strings live in the arena. */
enum token_verdict token_verify(struct verifier *verifier, const char *token, struct arena *a, struct claims *claims);

const char *token_verdict_name(enum token_verdict verdict);

/* How many keys, and how many look-ups the cache answered and missed. */
struct verifier_figures {
    int keys;
    unsigned long long cache_hits, cache_misses;
};
void verifier_figures(struct verifier *verifier, struct verifier_figures *out);
