/*
 * issuer_members: see issuer_members.h.
 */
#include "auth/issuer_members.h"

#include "auth/alg.h"
#include "auth/claims.h"
#include "auth/token.h"
#include "base/arena.h"

#include <string.h>

enum { TEXT_MAX = 2048, WORDS_MAX = 32, ROLES_MAX = 200, PREFIX_MAX = 60 };

static bool is_alg(const char *text)
{
    return alg_named(text) != NULL;
}

static bool is_prefix(const char *text)
{
    return strlen(text) <= PREFIX_MAX && !text_has_hidden(text);
}

#define ROW(name, variable, kind, given, place, preset, is_needed, meaning, is_good) \
    {name, variable, kind, offsetof(struct verifier_config, given), offsetof(struct issuer, place), preset, is_needed, meaning, is_good}

const struct issuer_member issuer_members[] = {
    ROW("keys", "TDKT_JWT_KEYS", MEMBER_TEXT, keys, keys, NULL, true, "a file or URL with the keys of the token issuer", NULL),
    ROW("issuer", "TDKT_JWT_ISSUER", MEMBER_TEXT, issuer, name, NULL, true, "the issuer of the tokens", NULL),
    ROW("audience", "TDKT_JWT_AUDIENCE", MEMBER_WORDS, audience, audiences, NULL, true, "the audience of the tokens", NULL),
    ROW("audience_claim", "TDKT_JWT_AUDIENCE_CLAIM", MEMBER_TEXT, audience_claim, audience_claim, TOKEN_AUDIENCE_CLAIM, true,
        "the claim of the audience", NULL),
    ROW("subject_claim", "TDKT_JWT_SUBJECT_CLAIM", MEMBER_TEXT, subject_claim, subject_claim, TOKEN_SUBJECT_CLAIM, true,
        "the claim that names the caller", NULL),
    ROW("roles_claim", "TDKT_JWT_ROLES_CLAIM", MEMBER_TEXT, roles_claim, roles_claim, TOKEN_ROLES_CLAIM, true,
        "the claim of the roles", NULL),
    ROW("units_claim", "TDKT_JWT_UNITS_CLAIM", MEMBER_TEXT, units_claim, units_claim, TOKEN_UNITS_CLAIM, true,
        "the claim of the units", NULL),
    ROW("access_claim", "TDKT_JWT_ACCESS_CLAIM", MEMBER_TEXT, access_claim, access_claim, NULL, false,
        "a claim that only access tokens have", NULL),
    ROW("typ", "TDKT_JWT_TYP", MEMBER_WORDS, types, types, TOKEN_TYPES, true, "the typ that tokens may have", NULL),
    ROW("alg", "TDKT_JWT_ALG", MEMBER_TEXT, algorithm, algorithm, NULL, false,
        "RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512 or EdDSA", is_alg),
    ROW("role_map", "TDKT_JWT_ROLE_MAP", MEMBER_ROLES, role_map, roles, NULL, false,
        "roles as the issuer names them, each with one of this service's", NULL),
    ROW("subject_prefix", NULL, MEMBER_TEXT, keys, subject_prefix, NULL, false, "at most 60 bytes that come before this issuer's subjects",
        is_prefix),
};
const size_t issuer_member_count = sizeof issuer_members / sizeof *issuer_members;

bool issuer_refuse(const struct issuer_source *in, const struct issuer_member *member, const char *what)
{
    if (in->where)
        return because(in->reason, "%s: %s: %s", in->where, member->name, what);
    return because(in->reason, "%s: %s", member->variable, what);
}

static const char *text_of(const json_t *value)
{
    size_t length = json_string_length(value);
    return length > 0 && length <= TEXT_MAX ? json_string_value(value) : NULL;
}

static bool is_good(const struct issuer_member *member, const char *text)
{
    return text && (!member->is_good || member->is_good(text));
}

static bool refuse_value(const struct issuer_source *in, const struct issuer_member *member)
{
    return issuer_refuse(in, member, arena_printf(in->arena, "it must be %s", member->meaning));
}

static bool take_text(struct issuer *out, const struct issuer_member *member, json_t *value,
                      const struct issuer_source *in)
{
    const char *text = text_of(value);
    if (!is_good(member, text))
        return refuse_value(in, member);
    memcpy((char *)out + member->place, &text, sizeof text);
    return true;
}

/* A single text counts as a list of one. */
static bool take_words(struct issuer *out, const struct issuer_member *member, json_t *value,
                       const struct issuer_source *in)
{
    size_t count = json_is_array(value) ? json_array_size(value) : 1;
    const char **words = arena_zero(in->arena, (WORDS_MAX + 1) * sizeof *words);
    if (count < 1 || count > WORDS_MAX)
        return issuer_refuse(in, member, "it must be 1 to 32 texts");
    for (size_t i = 0; i < count; i++) {
        words[i] = text_of(json_is_array(value) ? json_array_get(value, i) : value);
        if (!is_good(member, words[i]))
            return refuse_value(in, member);
    }
    const char *const *list = words;
    memcpy((char *)out + member->place, &list, sizeof list);
    return true;
}

static const char *known_role(const struct issuer_source *in, const char *name)
{
    for (const char *const *known = in->known_roles; name && *known; known++)
        if (strcmp(*known, name) == 0)
            return *known;
    return NULL;
}

/* Reads what one name of theirs stands for: one of our roles, or a list of them. */
static bool take_role(struct issuer *out, const struct issuer_member *member, struct role_name *names, const char *theirs,
                      const json_t *value, const struct issuer_source *in)
{
    size_t count = json_is_array(value) ? json_array_size(value) : 1;
    for (size_t i = 0; i < count; i++) {
        const json_t *name = json_is_array(value) ? json_array_get(value, i) : value;
        const char *ours = known_role(in, json_string_value(name));
        if (!ours)
            return issuer_refuse(in, member, arena_printf(in->arena, "\"%.60s\" must stand for a role of this service", theirs));
        if (out->role_count == ROLES_MAX)
            return issuer_refuse(in, member, "more than 200 roles");
        names[out->role_count++] = (struct role_name){theirs, ours};
    }
    return true;
}

static bool take_roles(struct issuer *out, const struct issuer_member *member, json_t *value,
                       const struct issuer_source *in)
{
    struct role_name *names = arena_alloc(in->arena, ROLES_MAX * sizeof *names);
    const char *theirs;
    json_t *ours;
    if (!json_is_object(value) || json_object_size(value) == 0)
        return refuse_value(in, member);
    json_object_foreach(value, theirs, ours)
        if (!take_role(out, member, names, theirs, ours, in))
            return false;
    out->roles = names;
    return true;
}

/* Without a map the issuer uses our own names. */
static void name_roles_alike(struct issuer *out, const struct issuer_source *in)
{
    struct role_name *names = arena_alloc(in->arena, ROLES_MAX * sizeof *names);
    for (const char *const *known = in->known_roles; *known && out->role_count < ROLES_MAX; known++)
        names[out->role_count++] = (struct role_name){*known, *known};
    out->roles = names;
}

static bool take_member(struct issuer *out, const struct issuer_member *member, json_t *value,
                        const struct issuer_source *in)
{
    static bool (*const takers[])(struct issuer *, const struct issuer_member *, json_t *, const struct issuer_source *) = {
        [MEMBER_TEXT] = take_text, [MEMBER_WORDS] = take_words, [MEMBER_ROLES] = take_roles};
    return takers[member->kind](out, member, value, in);
}

bool issuer_take(struct issuer *out, json_t *members, const struct issuer_source *in)
{
    *out = (struct issuer){.subject_prefix = ""};
    for (size_t i = 0; i < issuer_member_count; i++) {
        const struct issuer_member *member = &issuer_members[i];
        json_t *value = json_object_get(members, member->name);
        if (!value && member->is_needed)
            return issuer_refuse(in, member, arena_printf(in->arena, "%s is needed", member->meaning));
        if (value && !take_member(out, member, value, in))
            return false;
    }
    if (!out->roles)
        name_roles_alike(out, in);
    out->alg = out->algorithm ? alg_named(out->algorithm) : NULL;
    return true;
}
