/*
 * key_set: see key_set.h. A key that we cannot use is passed over (RFC 7517 §5), since providers publish keys for other
 * purposes in the same set; a weak one or an ambiguous kid stops the load, since somebody must look at it.
 */
#include "auth/key_set.h"

#include "auth/json.h"
#include "auth/jwk.h"
#include "auth/jws.h"
#include "auth/pem.h"
#include "base/arena.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool because(struct reason *reason, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(reason->text, sizeof reason->text, format, args);
    va_end(args);
    return false;
}

static const struct key *find_named(const struct key_set *set, const char *kid)
{
    for (size_t i = 0; kid && i < set->count; i++) {
        if (set->keys[i].kid && strcmp(set->keys[i].kid, kid) == 0)
            return &set->keys[i];
    }
    return NULL;
}

/* `public` NULL: nothing to add. */
static bool add(struct key_set *set, gnutls_pubkey_t public, const char *alg, const char *kid, struct arena *a,
                struct reason *reason)
{
    struct key key;
    enum key_fitness fitness = public ? key_bind(public, alg, kid, a, &key) : KEY_OF_OTHER_KIND;
    if (fitness == KEY_WEAK)
        return because(reason, "an RSA key must have 2048 to 8192 bits and an odd exponent above 1");
    if (fitness == KEY_OF_OTHER_KIND)
        return true;
    if (find_named(set, kid))
        return because(reason, "two keys have the same kid");
    if (set->count == KEY_SET_MAX)
        return because(reason, "more than %d keys", KEY_SET_MAX);
    set->keys[set->count++] = key;
    return true;
}

/* An optional member that must be a text. */
static bool read_text(const json_t *jwk, const char *name, const char **out)
{
    const json_t *value = json_object_get(jwk, name);
    *out = json_string_value(value);
    return !value || json_string_length(value) > 0;
}

static bool add_jwk(struct key_set *set, const json_t *jwk, struct arena *a, struct reason *reason)
{
    const char *alg, *kid;
    if (!read_text(jwk, "alg", &alg) || !read_text(jwk, "kid", &kid))
        return true;
    return add(set, jwk_import(jwk, a), alg, kid, a, reason);
}

static bool read_jwks(struct key_set *set, const char *text, size_t length, struct arena *a, struct reason *reason)
{
    const json_t *object = json_read_object(text, length, a);
    const json_t *keys = json_object_get(object, "keys");
    if (!json_is_array(keys))
        return because(reason, "not a JWKS (a JSON object with a list \"keys\", no member twice)");
    for (size_t i = 0; i < json_array_size(keys); i++) {
        if (!add_jwk(set, json_array_get(keys, i), a, reason))
            return false;
    }
    return true;
}

static bool read_pem(struct key_set *set, const char *text, size_t length, struct arena *a, struct reason *reason)
{
    struct pem_block block;
    while (pem_next(&text, &length, &block)) {
        gnutls_pubkey_t public = NULL;
        if (!pem_import(&block, a, &public))
            return because(reason, "a PEM block is damaged");
        if (!add(set, public, NULL, NULL, a, reason))
            return false;
    }
    return true;
}

const struct key_set *key_set_read(const char *text, size_t length, struct arena *a, struct reason *reason)
{
    struct key_set *set = arena_zero(a, sizeof *set);
    while (length > 0 && isspace((unsigned char)*text)) {
        text++;
        length--;
    }
    bool is_json = length > 0 && *text == '{';
    if (is_json ? !read_jwks(set, text, length, a, reason) : !read_pem(set, text, length, a, reason))
        return NULL;
    if (set->count > 0)
        return set;
    because(reason, "no usable key: a JWKS, PUBLIC KEY or CERTIFICATE with RSA, EC P-256 or Ed25519 is needed");
    return NULL;
}

/* Where the token or the key has no kid (a key from PEM has none): the one key for the token's algorithm. */
static const struct key *find_fitting(const struct key_set *set, const struct jws *jws)
{
    const struct key *found = NULL;
    for (size_t i = 0; i < set->count; i++) {
        const struct key *key = &set->keys[i];
        if (key->alg != jws->alg || (jws->kid && key->kid))
            continue;
        if (found)
            return NULL;
        found = key;
    }
    return found;
}

enum token_verdict key_set_choose(const struct key_set *set, const struct jws *jws, const struct key **out)
{
    const struct key *key = find_named(set, jws->kid);
    if (!key)
        key = find_fitting(set, jws);
    if (!key)
        return TOKEN_UNKNOWN_KEY;
    *out = key;
    return key->alg == jws->alg ? TOKEN_OK : TOKEN_BAD_ALGORITHM;
}
