/*
 * rights: see rights.h. A claim may be a list, or one text of words separated by blanks or commas.
 */
#include "auth/rights.h"

#include "auth/claim_path.h"
#include "base/arena.h"

#include <string.h>

enum { UNIT_MAX = 40 };

static const char separators[] = " ,\t\r\n";

static bool is_named(const char *name, const char *text, size_t length)
{
    return strlen(name) == length && memcmp(name, text, length) == 0;
}

/* Adds each role once; equal names are the same pointer. */
static void add_role(struct claims *out, const char *ours)
{
    for (size_t i = 0; i < out->role_count; i++) {
        if (out->roles[i] == ours)
            return;
    }
    if (out->role_count < TOKEN_MAX_ROLES)
        out->roles[out->role_count++] = ours;
}

static bool add_roles_named(struct claims *out, const struct issuer *issuer, const char *theirs, size_t length)
{
    bool is_known = false;
    for (size_t i = 0; i < issuer->role_count; i++) {
        if (!is_named(issuer->roles[i].theirs, theirs, length))
            continue;
        add_role(out, issuer->roles[i].ours);
        is_known = true;
    }
    return is_known;
}

/* Tries the whole text first, because a name may contain blanks. */
static void add_roles_in_text(struct claims *out, const struct issuer *issuer, const char *text)
{
    if (add_roles_named(out, issuer, text, strlen(text)))
        return;
    for (text += strspn(text, separators); *text; text += strspn(text, separators)) {
        size_t length = strcspn(text, separators);
        add_roles_named(out, issuer, text, length);
        text += length;
    }
}

bool rights_read_roles(const json_t *payload, const struct issuer *issuer, struct claims *out)
{
    const json_t *said = claim_find(payload, issuer->roles_claim);
    if (json_is_string(said))
        add_roles_in_text(out, issuer, json_string_value(said));
    for (size_t i = 0; i < json_array_size(said); i++) {
        const char *name = json_string_value(json_array_get(said, i));
        if (name)
            add_roles_named(out, issuer, name, strlen(name));
    }
    return json_is_string(said) || json_is_array(said);
}

/* Letters, digits and "-": none has a meaning in an array literal of PostgreSQL. */
static enum token_verdict add_unit(struct claims *out, const char *unit)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
    size_t length = unit ? strlen(unit) : 0;
    if (length < 1 || length > UNIT_MAX || strspn(unit, alphabet) != length)
        return TOKEN_BAD_CLAIMS;
    if (out->unit_count == TOKEN_MAX_UNITS)
        return TOKEN_TOO_MANY_UNITS;
    out->units[out->unit_count++] = unit;
    return TOKEN_OK;
}

static enum token_verdict add_units_in_text(struct claims *out, const char *text, struct arena *a)
{
    enum token_verdict verdict = TOKEN_OK;
    text += strspn(text, separators);
    while (*text && verdict == TOKEN_OK) {
        size_t length = strcspn(text, separators);
        verdict = add_unit(out, arena_strndup(a, text, length));
        text += length;
        text += strspn(text, separators);
    }
    return verdict;
}

/* A whole number is a code without zeros at its beginning; a code with such zeros must be a text. */
static enum token_verdict add_unit_value(struct claims *out, const json_t *value, struct arena *a)
{
    if (json_is_integer(value) && json_integer_value(value) >= 0)
        return add_unit(out, arena_printf(a, "%lld", (long long)json_integer_value(value)));
    return add_unit(out, json_string_value(value));
}

enum token_verdict rights_read_units(const json_t *payload, const struct issuer *issuer, struct arena *a,
                                     struct claims *out)
{
    const json_t *said = claim_find(payload, issuer->units_claim);
    if (!said)
        return TOKEN_OK;
    if (json_is_string(said))
        return add_units_in_text(out, json_string_value(said), a);
    if (!json_is_array(said))
        return add_unit_value(out, said, a);
    enum token_verdict verdict = TOKEN_OK;
    for (size_t i = 0; i < json_array_size(said) && verdict == TOKEN_OK; i++)
        verdict = add_unit_value(out, json_array_get(said, i), a);
    return verdict;
}
