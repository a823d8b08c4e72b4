/*
 * claims: see claims.h. Missing or of another type is TOKEN_BAD_CLAIMS; well-formed but not for us has its own verdict.
 * Claims that we do not know are ignored (RFC 7519 §4).
 */
#include "auth/claims.h"

#include "auth/json.h"

#include <string.h>

/* 9999-12-31: beyond it lies a mistake, and arithmetic that might overflow. */
static const long long latest_time = 253402300799;

enum { SUBJECT_MAX = 200, ROLE_MAX = 60, UNIT_MAX = 40 };

static enum token_verdict check_issuer(const json_t *claims, const struct expectation *expected)
{
    const char *iss = json_string_value(json_object_get(claims, "iss"));
    if (!iss)
        return TOKEN_BAD_CLAIMS;
    return strcmp(iss, expected->issuer) == 0 ? TOKEN_OK : TOKEN_WRONG_ISSUER;
}

static enum token_verdict find_in_audiences(const json_t *list, const char *audience)
{
    bool found = false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *one = json_string_value(json_array_get(list, i));
        if (!one)
            return TOKEN_BAD_CLAIMS;
        found = found || strcmp(one, audience) == 0;
    }
    return found ? TOKEN_OK : TOKEN_WRONG_AUDIENCE;
}

static enum token_verdict check_audience(const json_t *claims, const struct expectation *expected)
{
    const json_t *aud = json_object_get(claims, "aud");
    if (json_is_array(aud))
        return find_in_audiences(aud, expected->audience);
    if (!json_is_string(aud))
        return TOKEN_BAD_CLAIMS;
    return strcmp(json_string_value(aud), expected->audience) == 0 ? TOKEN_OK : TOKEN_WRONG_AUDIENCE;
}

/* An absent claim leaves `out` alone. */
static bool read_time(const json_t *claims, const char *name, long long *out)
{
    const json_t *value = json_object_get(claims, name);
    if (!value)
        return true;
    *out = json_integer_value(value);
    return json_is_integer(value) && *out >= 0 && *out <= latest_time;
}

static enum token_verdict check_times(const json_t *claims, int skew_s, long long *expires_at, long long *not_before)
{
    long long exp = -1, nbf = 0, iat = 0;
    if (!read_time(claims, "exp", &exp) || exp < 0)
        return TOKEN_BAD_CLAIMS;
    if (!read_time(claims, "nbf", &nbf) || !read_time(claims, "iat", &iat))
        return TOKEN_BAD_CLAIMS;
    *expires_at = exp;
    *not_before = nbf > iat ? nbf : iat;
    return claims_in_time(*not_before, *expires_at, time(NULL), skew_s);
}

/*
 * What could break a log line or a header, or make one name look like another: C0, DEL, C1 and the soft hyphen; zero-width
 * characters, line separators and whatever turns the direction round (U+200B–200F, U+2028–202E, U+2060–206F); the BOM, U+FFF9–FFFB,
 * U+FFFE, U+FFFF; tags (U+E0000–E0FFF). As UTF-8 spells them; the text is known to be UTF-8.
 */
static bool is_hidden(const unsigned char *c)
{
    if (*c < 0x20 || *c == 0x7f)
        return true;
    if (*c == 0xc2)
        return c[1] < 0xa0 || c[1] == 0xad;
    if (*c == 0xe2)
        return (c[1] == 0x80 && ((c[2] >= 0x8b && c[2] <= 0x8f) || (c[2] >= 0xa8 && c[2] <= 0xae))) ||
               (c[1] == 0x81 && c[2] >= 0xa0 && c[2] <= 0xaf);
    if (*c == 0xef)
        return (c[1] == 0xbb && c[2] == 0xbf) || (c[1] == 0xbf && c[2] >= 0xb9 && c[2] != 0xbc && c[2] != 0xbd);
    return *c == 0xf3 && c[1] == 0xa0;
}

static bool has_hidden(const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c; c++)
        if (is_hidden(c))
            return true;
    return false;
}

static bool read_subject(const json_t *claims, struct claims *out)
{
    const json_t *sub = json_object_get(claims, "sub");
    size_t length = json_string_length(sub);
    if (length < 1 || length > SUBJECT_MAX || has_hidden(json_string_value(sub)))
        return false;
    out->subject = json_string_value(sub);
    return true;
}

/* What a list of words may hold. */
struct words {
    const char *alphabet;
    size_t longest, most;
};

static bool read_words(const json_t *list, const struct words *rule, const char **out, size_t *count)
{
    if (!json_is_array(list) || json_array_size(list) > rule->most)
        return false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        const char *word = json_string_value(item);
        size_t length = json_string_length(item);
        if (length < 1 || length > rule->longest || strspn(word, rule->alphabet) != length)
            return false;
        out[i] = word;
    }
    *count = json_array_size(list);
    return true;
}

static bool read_rights(const json_t *claims, const char *roles_claim, struct claims *out)
{
    static const struct words roles = {"abcdefghijklmnopqrstuvwxyz0123456789_", ROLE_MAX, TOKEN_MAX_ROLES};
    static const struct words units = {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-", UNIT_MAX,
                                       TOKEN_MAX_UNITS};
    if (!read_words(json_object_get(claims, roles_claim), &roles, out->roles, &out->role_count))
        return false;
    const json_t *unit_list = json_object_get(claims, "units");
    return !unit_list || read_words(unit_list, &units, out->units, &out->unit_count);
}

enum token_verdict claims_in_time(long long not_before, long long expires_at, time_t now, int skew_s)
{
    if (expires_at <= (long long)now - skew_s)
        return TOKEN_EXPIRED;
    return not_before > (long long)now + skew_s ? TOKEN_NOT_YET_VALID : TOKEN_OK;
}

enum token_verdict claims_read(const void *payload, size_t size, const struct expectation *expected, struct arena *a,
                               struct claims *claims, long long *not_before)
{
    *claims = (struct claims){.subject = NULL};
    const json_t *object = json_read_object(payload, size, a);
    if (!object)
        return TOKEN_MALFORMED;
    enum token_verdict verdict = check_issuer(object, expected);
    if (verdict == TOKEN_OK)
        verdict = check_audience(object, expected);
    if (verdict == TOKEN_OK)
        verdict = check_times(object, expected->skew_s, &claims->expires_at, not_before);
    if (verdict != TOKEN_OK)
        return verdict;
    bool complete = read_subject(object, claims) && read_rights(object, expected->roles_claim, claims);
    return complete ? TOKEN_OK : TOKEN_BAD_CLAIMS;
}
