/*
 * key_set: see key_set.h. A key that we cannot use is skipped (RFC 7517 §5), because providers publish keys for other
 * purposes in the same set. A weak key or an ambiguous kid stops the load, because somebody must look at it.
 */
#include "auth/key_set.h"

#include "auth/json.h"
#include "auth/jwk.h"
#include "auth/jws.h"
#include "auth/pem.h"
#include "base/arena.h"
#include "base/log.h"

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

/* A set while it is read from its text. */
struct reading {
    struct key_set *set;
    const struct key_rules *rules;
    struct arena *arena;
    struct reason *reason;
    int number; /* of the key in the text, from 1 */
};

/* Returns true, because the next key may be good. */
static bool pass_over(const struct reading *in, const char *why)
{
    if (!in->rules->is_quiet)
        log_say(LOG_WARN, "key_passed_over", "%s: key %d is not used: %s", in->rules->label, in->number, why);
    return true;
}

static bool is_same(const struct key *a, const struct key *b)
{
    return a->alg == b->alg && a->pem.size == b->pem.size && memcmp(a->pem.data, b->pem.data, a->pem.size) == 0;
}

static bool put(const struct reading *in, const struct key *key)
{
    const struct key *namesake = find_named(in->set, key->kid);
    if (namesake && is_same(namesake, key))
        return pass_over(in, "it is there twice");
    if (namesake)
        return because(in->reason, "two keys have the same kid");
    if (in->set->count == KEY_SET_MAX)
        return because(in->reason, "more than %d keys", KEY_SET_MAX);
    in->set->keys[in->set->count++] = *key;
    return true;
}

static bool add(const struct reading *in, gnutls_pubkey_t public, const struct key_label *label)
{
    struct key key;
    const char *why = "";
    switch (key_bind(public, label, in->arena, &key, &why)) {
    case KEY_USABLE:
        return put(in, &key);
    case KEY_WEAK:
        return because(in->reason, "%s", why);
    default:
        return pass_over(in, why);
    }
}

/* An optional member that must be a text. */
static bool read_text(const json_t *jwk, const char *name, const char **out)
{
    const json_t *value = json_object_get(jwk, name);
    *out = json_string_value(value);
    return !value || json_string_length(value) > 0;
}

static bool add_jwk(const struct reading *in, const json_t *jwk)
{
    struct key_label label = {.preset = in->rules->preset};
    const char *why;
    if (!read_text(jwk, "alg", &label.alg) || !read_text(jwk, "kid", &label.kid))
        return pass_over(in, "its alg or kid is no text");
    if (in->rules->refuse_development && json_is_true(json_object_get(jwk, DEVELOPMENT_MARK)))
        return because(in->reason, "the key of \"tdkt token --new-key\" is for a service that listens on this machine only "
                                   "(TDKT_LISTEN=127.0.0.1:8080), unless TDKT_DEVELOPMENT_KEYS=anywhere");
    gnutls_pubkey_t public = jwk_import(jwk, in->arena, &why);
    return public ? add(in, public, &label) : pass_over(in, why);
}

static bool read_jwks(struct reading *in, const char *text, size_t length)
{
    const json_t *object = json_read_object(text, length, in->arena);
    const json_t *keys = json_object_get(object, "keys");
    if (!json_is_array(keys))
        return because(in->reason, "not a JWKS (a JSON object with a list \"keys\", no member twice)");
    for (size_t i = 0; i < json_array_size(keys); i++) {
        in->number++;
        if (!add_jwk(in, json_array_get(keys, i)))
            return false;
    }
    return true;
}

static bool read_pem(struct reading *in, const char *text, size_t length)
{
    const struct key_label label = {.preset = in->rules->preset};
    struct pem_block block;
    while (pem_next(&text, &length, &block)) {
        gnutls_pubkey_t public = NULL;
        in->number++;
        if (!pem_import(&block, in->arena, &public))
            return because(in->reason, "a PEM block is damaged");
        if (public ? !add(in, public, &label) : !pass_over(in, "it is neither a PUBLIC KEY nor a CERTIFICATE"))
            return false;
    }
    return true;
}

const struct key_set *key_set_read(const char *text, size_t length, const struct key_rules *rules, struct arena *a,
                                   struct reason *reason)
{
    struct reading in = {.set = arena_zero(a, sizeof *in.set), .rules = rules, .arena = a, .reason = reason};
    while (length > 0 && isspace((unsigned char)*text)) {
        text++;
        length--;
    }
    bool is_json = length > 0 && *text == '{';
    if (is_json ? !read_jwks(&in, text, length) : !read_pem(&in, text, length))
        return NULL;
    if (in.set->count > 0)
        return in.set;
    because(reason, "no usable key: a JWKS, PUBLIC KEY or CERTIFICATE with RSA, EC P-256, P-384 or P-521, or Ed25519 is needed");
    return NULL;
}

/* For a token or key without kid (a key from PEM has none): the only key for the token's algorithm; NULL: none or several. */
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
