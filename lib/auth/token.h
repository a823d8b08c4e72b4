/*
 * token: verifies bearer tokens (RFC 6750, 7515, 7519, 8725, 9068). The way into the auth layer.
 *
 * Layer: auth, which alone includes <jwt.h> and GnuTLS. A verifier holds the keys and the expected claims; all threads share
 * it. Order of work: our own strict parse (size, three canonical base64url parts, header fields), the issuer's key by kid
 * with the algorithm pinned, the signature, then the claims, again by our own strict parse. Nothing of a token is ever logged.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct verifier;

enum { TOKEN_MAX_BYTES = 8192, TOKEN_MAX_ROLES = 16, TOKEN_MAX_UNITS = 100 };

/* The values of settings that are not given. */
#define TOKEN_AUDIENCE_CLAIM "aud"
#define TOKEN_SUBJECT_CLAIM "sub"
#define TOKEN_ROLES_CLAIM "roles"
#define TOKEN_UNITS_CLAIM "units"
#define TOKEN_TYPES "JWT at+jwt"

/* NULL or "" means not given. A claim is a member's name, or a path such as "realm_access.roles". */
struct verifier_config {
    const char *keys;        /* path of a PEM or JWKS file (a "file://" or "https://" URL is allowed too) */
    const char *issuer;      /* exact */
    const char *audience;    /* one of these words must be the aud, or in its list */
    const char *roles_claim; /* a list of texts, or a text of words */
    int skew_s;              /* 0..60 */
    int cache_entries;       /* verified tokens kept; 0: none */
    const char *issuers;     /* a JSON file that lists several issuers, in place of these settings of one */
    const char *audience_claim, *subject_claim, *units_claim;
    const char *access_claim;        /* a token without this claim is refused */
    const char *types;               /* words: each typ that a header may have; "missing" allows none */
    const char *algorithm;           /* of keys that name none */
    const char *role_map;            /* "theirs=ours, …"; without a map the names are ours */
    const char *const *roles;        /* the service's own roles, at most TOKEN_MAX_ROLES; ends with NULL */
    const char *keep_in;             /* the directory in which keys from URLs are kept */
    int keep_hours;                  /* how old kept keys may be at a start while their server is away; 0: none are kept */
    bool keep_only_reads;            /* kept keys are read and never written */
    bool refuse_development_keys;    /* refuse those of `tdkt token --new-key` */
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
    TOKEN_WRONG_TYPE, /* an ID token, a refresh token, something else that the issuer signs */
    TOKEN_TOO_LARGE,
    TOKEN_TOO_MANY_UNITS,
    TOKEN_BAD_CLAIMS,
};

struct claims {
    const char *subject;
    long long expires_at; /* seconds since 1970 */
    const char *roles[TOKEN_MAX_ROLES];
    size_t role_count;
    const char *units[TOKEN_MAX_UNITS];
    size_t unit_count;
    const char *at_fault; /* why a token is refused: the claim or header member, as the settings name it; NULL: no particular one */
};

/* NULL: a bad setting, no usable key, or a weak one (RSA < 2048); `why` then has one line that names the setting. */
struct verifier *verifier_new(const struct verifier_config *config, char *why, size_t why_size);
void verifier_free(struct verifier *verifier);

/* Reads the keys again and empties the cache. False: an issuer whose keys cannot be read keeps its old ones; `why` says which. */
bool verifier_reload(struct verifier *verifier, char *why, size_t why_size);

/* `claims` and its strings live in the arena, or with the verifier. */
enum token_verdict token_verify(struct verifier *verifier, const char *token, struct arena *a, struct claims *claims);

/* The same, but it never asks a key server: TOKEN_UNKNOWN_KEY means that token_verify() should. */
enum token_verdict token_verify_at_once(struct verifier *verifier, const char *token, struct arena *a, struct claims *claims);

const char *token_verdict_name(enum token_verdict verdict);

/* How many keys, and how many look-ups the cache answered and missed. */
struct verifier_figures {
    int keys;
    unsigned long long cache_hits, cache_misses;
};
void verifier_figures(struct verifier *verifier, struct verifier_figures *out);
