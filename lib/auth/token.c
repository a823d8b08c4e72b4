/*
 * token: see token.h. The order of refusal reads off token_verify() and its steps from below; nothing of a token is
 * remembered but the digest of one that passed them all.
 */
#include "auth/jws.h"
#include "auth/verifier.h"

#include <string.h>

static const char *const verdict_names[] = {
    [TOKEN_OK] = "ok",
    [TOKEN_MALFORMED] = "malformed",
    [TOKEN_UNKNOWN_KEY] = "unknown_key",
    [TOKEN_BAD_ALGORITHM] = "bad_algorithm",
    [TOKEN_BAD_SIGNATURE] = "bad_signature",
    [TOKEN_EXPIRED] = "expired",
    [TOKEN_NOT_YET_VALID] = "not_yet_valid",
    [TOKEN_WRONG_ISSUER] = "wrong_issuer",
    [TOKEN_WRONG_AUDIENCE] = "wrong_audience",
    [TOKEN_BAD_CLAIMS] = "bad_claims",
};
_Static_assert(sizeof verdict_names / sizeof *verdict_names == TOKEN_BAD_CLAIMS + 1, "a verdict without a name");

const char *token_verdict_name(enum token_verdict verdict)
{
    return verdict_names[verdict];
}

static enum token_verdict check_signature(const struct trust *trust, const struct jws *jws, const char *token)
{
    const struct key *key = NULL;
    enum token_verdict verdict = key_set_choose(trust->keys, jws, &key);
    if (verdict != TOKEN_OK)
        return verdict;
    return key_verifies(key, jws, token) ? TOKEN_OK : TOKEN_BAD_SIGNATURE;
}

/* One look at one token with the keys of one moment. */
struct attempt {
    const struct trust *trust;
    const char *token;
    size_t length;
    struct arena *arena;
    struct claims *claims;
    long long not_before;
};

static enum token_verdict verify_first_sight(struct attempt *at, const struct expectation *expected)
{
    struct jws jws;
    enum token_verdict verdict = jws_parse(at->token, at->length, at->arena, &jws);
    if (verdict == TOKEN_OK)
        verdict = check_signature(at->trust, &jws, at->token);
    if (verdict != TOKEN_OK)
        return verdict;
    return claims_read(jws.payload, jws.payload_size, expected, at->arena, at->claims, &at->not_before);
}

static enum token_verdict verify_attempt(struct verifier *verifier, struct attempt *at)
{
    unsigned char digest[MAC_BYTES];
    const struct expectation *expected = &verifier->expected;
    sha256(at->token, at->length, digest);
    if (token_cache_get(at->trust->cache, digest, at->arena, at->claims, &at->not_before)) {
        atomic_fetch_add_explicit(&verifier->cache_hits, 1, memory_order_relaxed);
        return claims_in_time(at->not_before, at->claims->expires_at, time(NULL), expected->skew_s);
    }
    atomic_fetch_add_explicit(&verifier->cache_misses, 1, memory_order_relaxed);
    enum token_verdict verdict = verify_first_sight(at, expected);
    if (verdict == TOKEN_OK)
        token_cache_put(at->trust->cache, digest, at->claims, at->not_before);
    return verdict;
}

static enum token_verdict verify_now(struct verifier *verifier, const char *token, size_t length, struct arena *a,
                                     struct claims *claims)
{
    struct trust *trust = verifier_hold(verifier);
    struct attempt attempt = {.trust = trust, .token = token, .length = length, .arena = a, .claims = claims};
    enum token_verdict verdict = verify_attempt(verifier, &attempt);
    trust_let_go(trust);
    return verdict;
}

enum token_verdict token_verify(struct verifier *verifier, const char *token, struct arena *a, struct claims *claims)
{
    size_t length = strnlen(token, TOKEN_MAX_BYTES + 1);
    if (length > TOKEN_MAX_BYTES)
        return TOKEN_MALFORMED;
    verifier_refetch(verifier, true);
    enum token_verdict verdict = verify_now(verifier, token, length, a, claims);
    if (verdict != TOKEN_UNKNOWN_KEY || !verifier_refetch(verifier, false))
        return verdict;
    return verify_now(verifier, token, length, a, claims);
}
