/*
 * token: see token.h. Read the order of checks from token_verify() upwards. Of a token that passes them all only its digest
 * and its claims are kept; of others nothing.
 */
#include "auth/json.h"
#include "auth/jws.h"
#include "auth/token_type.h"
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
    [TOKEN_WRONG_TYPE] = "wrong_type",
    [TOKEN_TOO_LARGE] = "too_large",
    [TOKEN_TOO_MANY_UNITS] = "too_many_units",
    [TOKEN_BAD_CLAIMS] = "bad_claims",
};
_Static_assert(sizeof verdict_names / sizeof *verdict_names == TOKEN_BAD_CLAIMS + 1, "a verdict without a name");

const char *token_verdict_name(enum token_verdict verdict)
{
    return verdict_names[verdict];
}

/* One check of one token with the keys of one moment. */
struct attempt {
    const struct verifier *verifier;
    const struct trust *trust;
    const char *token;
    size_t length;
    struct arena *arena;
    struct claims *claims;
    long long not_before;
    size_t issuer; /* its place in the list, once it is known */
};

static enum token_verdict check_signature(const struct attempt *at, const struct jws *jws)
{
    const struct key *key = NULL;
    enum token_verdict verdict = key_set_choose(at->trust->keys[at->issuer], jws, &key);
    if (verdict != TOKEN_OK)
        return verdict;
    return key_verifies(key, jws, at->token) ? TOKEN_OK : TOKEN_BAD_SIGNATURE;
}

static enum token_verdict blame(struct attempt *at, const char *what, enum token_verdict verdict)
{
    at->claims->at_fault = what;
    return verdict;
}

/* iss is not trusted yet: it only says whose keys must verify the token. */
static enum token_verdict find_issuer(struct attempt *at, const json_t *payload)
{
    const struct issuers *issuers = &at->verifier->issuers;
    const char *iss = json_string_value(json_object_get(payload, "iss"));
    const struct issuer *issuer = iss ? issuers_find(issuers, iss) : NULL;
    if (!issuer)
        return blame(at, "iss", iss ? TOKEN_WRONG_ISSUER : TOKEN_BAD_CLAIMS);
    at->issuer = (size_t)(issuer - issuers->list);
    return TOKEN_OK;
}

static enum token_verdict verify_payload(struct attempt *at, const struct jws *jws)
{
    const json_t *payload = json_read_object(jws->payload, jws->payload_size, at->arena);
    if (!payload)
        return TOKEN_MALFORMED;
    enum token_verdict verdict = find_issuer(at, payload);
    if (verdict == TOKEN_OK)
        verdict = check_signature(at, jws);
    if (verdict != TOKEN_OK)
        return verdict;
    const struct issuer *issuer = &at->verifier->issuers.list[at->issuer];
    const char *fault = token_type_fault(jws, payload, issuer);
    if (fault)
        return blame(at, fault, TOKEN_WRONG_TYPE);
    return claims_read(payload, issuer, at->verifier->skew_s, at->arena, at->claims, &at->not_before);
}

static enum token_verdict verify_first_sight(struct attempt *at)
{
    struct jws jws;
    enum token_verdict verdict = jws_parse(at->token, at->length, at->arena, &jws);
    return verdict == TOKEN_OK ? verify_payload(at, &jws) : verdict;
}

static enum token_verdict verify_again(struct attempt *at)
{
    enum token_verdict verdict =
        claims_in_time(at->not_before, at->claims->expires_at, time(NULL), at->verifier->skew_s);
    return verdict == TOKEN_OK ? TOKEN_OK : blame(at, verdict == TOKEN_EXPIRED ? "exp" : "nbf", verdict);
}

static enum token_verdict verify_attempt(struct verifier *verifier, struct attempt *at)
{
    unsigned char digest[MAC_BYTES];
    sha256(at->token, at->length, digest);
    if (token_cache_get(at->trust->cache, digest, at->arena, at->claims, &at->not_before)) {
        atomic_fetch_add_explicit(&verifier->cache_hits, 1, memory_order_relaxed);
        return verify_again(at);
    }
    atomic_fetch_add_explicit(&verifier->cache_misses, 1, memory_order_relaxed);
    enum token_verdict verdict = verify_first_sight(at);
    if (verdict == TOKEN_OK)
        token_cache_put(at->trust->cache, digest, at->claims, at->not_before);
    return verdict;
}

static enum token_verdict verify_now(struct verifier *verifier, struct attempt *at)
{
    struct trust *trust = verifier_hold(verifier);
    at->trust = trust;
    *at->claims = (struct claims){.subject = NULL};
    enum token_verdict verdict = verify_attempt(verifier, at);
    trust_let_go(trust);
    return verdict;
}

static enum token_verdict verify(struct verifier *verifier, const char *token, struct arena *a, struct claims *claims,
                                 bool waits)
{
    size_t length = strnlen(token, TOKEN_MAX_BYTES + 1);
    *claims = (struct claims){.subject = NULL};
    if (length > TOKEN_MAX_BYTES)
        return TOKEN_TOO_LARGE;
    if (waits)
        verifier_refresh(verifier);
    struct attempt at = {.verifier = verifier, .token = token, .length = length, .arena = a, .claims = claims};
    enum token_verdict verdict = verify_now(verifier, &at);
    if (verdict != TOKEN_UNKNOWN_KEY || !waits || !verifier_refetch(verifier, at.issuer))
        return verdict;
    return verify_now(verifier, &at);
}

enum token_verdict token_verify(struct verifier *verifier, const char *token, struct arena *a, struct claims *claims)
{
    return verify(verifier, token, a, claims, true);
}

enum token_verdict token_verify_at_once(struct verifier *verifier, const char *token, struct arena *a, struct claims *claims)
{
    return verify(verifier, token, a, claims, false);
}
