/*
 * sign: see sign.h. The key of a development installation. Somebody who can read signing.pem can act as anybody, so a real
 * installation has no such file and points TDKT_JWT_KEYS at its identity provider.
 */
#include "auth/sign.h"

#include "auth/signing_key.h"
#include "auth/token.h"
#include "base/arena.h"

#include <jwt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool make_missing_files(const char *home, struct arena *a, struct reason *reason)
{
    const char *pem = arena_printf(a, "%s/signing.pem", home), *jwks = arena_printf(a, "%s/keys.json", home);
    if (access(pem, F_OK) != 0 && !signing_key_make(pem, a, reason))
        return false;
    const struct signing_key *key = signing_key_load(pem, a, reason);
    return key && signing_key_publish(key, jwks, a, reason);
}

bool sign_make_key(const char *home, char *why, size_t why_size)
{
    struct arena *a = arena_new();
    struct reason reason = {.text = ""};
    bool made = make_missing_files(home, a, &reason);
    if (!made)
        snprintf(why, why_size, "%s", reason.text);
    arena_free(a);
    return made;
}

static bool fill(jwt_t *jwt, const struct signing_key *key, const char *claims_json)
{
    const unsigned char *pem = (const unsigned char *)key->pem;
    return jwt_add_header(jwt, "typ", "JWT") == 0 && jwt_add_header(jwt, "kid", key->kid) == 0 &&
           jwt_add_grants_json(jwt, claims_json) == 0 &&
           jwt_set_alg(jwt, JWT_ALG_RS256, pem, (int)key->pem_length) == 0;
}

static char *encode(const struct signing_key *key, const char *claims_json, struct reason *reason)
{
    jwt_t *jwt = NULL;
    if (jwt_new(&jwt) != 0)
        return NULL;
    char *token = fill(jwt, key, claims_json) ? jwt_encode_str(jwt) : NULL;
    jwt_free(jwt);
    if (!token)
        because(reason, "the claims cannot be signed: a JSON object is needed");
    if (!token || strlen(token) <= TOKEN_MAX_BYTES)
        return token;
    because(reason, "the token would be larger than %d bytes", TOKEN_MAX_BYTES);
    free(token);
    return NULL;
}

char *sign_token(const char *home, const char *claims_json, char *why, size_t why_size)
{
    struct arena *a = arena_new();
    struct reason reason = {.text = "out of memory"};
    const struct signing_key *key = signing_key_load(arena_printf(a, "%s/signing.pem", home), a, &reason);
    char *token = key ? encode(key, claims_json, &reason) : NULL;
    if (!token)
        snprintf(why, why_size, "%s", reason.text);
    arena_free(a);
    return token;
}
