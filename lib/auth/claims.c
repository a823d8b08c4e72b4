/*
 * claims: see claims.h. A claim that is missing or of another type is TOKEN_BAD_CLAIMS; one that is well-formed but not for us
 * has its own verdict. Unknown claims are ignored (RFC 7519 §4).
 */
#include "auth/claims.h"

#include "auth/claim_path.h"
#include "auth/rights.h"
#include "base/arena.h"

#include <string.h>

/* 9999-12-31: a later time is a mistake, and arithmetic with it might overflow. */
static const long long latest_time = 253402300799;

enum { SUBJECT_MAX = 200 };

/* Notes the claim at fault and returns the verdict. */
static enum token_verdict blame(struct claims *claims, const char *claim, enum token_verdict verdict)
{
    claims->at_fault = verdict == TOKEN_OK ? NULL : claim;
    return verdict;
}

static bool is_ours(const char *audience, const struct issuer *issuer)
{
    for (const char *const *ours = issuer->audiences; *ours; ours++) {
        if (strcmp(*ours, audience) == 0)
            return true;
    }
    return false;
}

static enum token_verdict find_in_audiences(const json_t *list, const struct issuer *issuer)
{
    bool found = false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *one = json_string_value(json_array_get(list, i));
        if (!one)
            return TOKEN_BAD_CLAIMS;
        found = found || is_ours(one, issuer);
    }
    return found ? TOKEN_OK : TOKEN_WRONG_AUDIENCE;
}

static enum token_verdict check_audience(const json_t *payload, const struct issuer *issuer)
{
    const json_t *aud = claim_find(payload, issuer->audience_claim);
    if (json_is_array(aud))
        return find_in_audiences(aud, issuer);
    if (!json_is_string(aud))
        return TOKEN_BAD_CLAIMS;
    return is_ours(json_string_value(aud), issuer) ? TOKEN_OK : TOKEN_WRONG_AUDIENCE;
}

/* An absent claim leaves *out as it is. */
static bool read_time(const json_t *payload, const char *name, long long *out)
{
    const json_t *value = json_object_get(payload, name);
    if (!value)
        return true;
    *out = json_integer_value(value);
    return json_is_integer(value) && *out >= 0 && *out <= latest_time;
}

static enum token_verdict check_times(const json_t *payload, int skew_s, struct claims *claims, long long *not_before)
{
    long long exp = -1, nbf = 0, iat = 0;
    if (!read_time(payload, "exp", &exp) || exp < 0)
        return blame(claims, "exp", TOKEN_BAD_CLAIMS);
    if (!read_time(payload, "nbf", &nbf))
        return blame(claims, "nbf", TOKEN_BAD_CLAIMS);
    if (!read_time(payload, "iat", &iat))
        return blame(claims, "iat", TOKEN_BAD_CLAIMS);
    claims->expires_at = exp;
    *not_before = nbf > iat ? nbf : iat;
    enum token_verdict verdict = claims_in_time(*not_before, exp, time(NULL), skew_s);
    if (verdict == TOKEN_EXPIRED)
        return blame(claims, "exp", verdict);
    return blame(claims, nbf > iat ? "nbf" : "iat", verdict);
}

/*
 * Characters that could break a log line or a header, or make one name look like another: controls, the soft hyphen, zero-width
 * characters, line separators, characters that change the direction, the byte order mark, tags, non-characters. UTF-8 bytes sort
 * in the order of the characters.
 */
static const struct {
    const char *first, *last;
} hidden[] = {
    {"\x01", "\x1f"},     {"\x7f", "\xc2\x9f"}, {"\u00ad", "\u00ad"}, {"\u200b", "\u200f"}, {"\u2028", "\u202e"},
    {"\u2060", "\u206f"}, {"\ufeff", "\ufeff"},  {"\ufff9", "\ufffb"}, {"\ufffe", "\uffff"}, {"\U000e0000", "\U000e0fff"},
};

static bool is_hidden(const char *c)
{
    bool is_continued = (*c & 0xc0) == 0x80;
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden && !is_continued; i++)
        if (strncmp(c, hidden[i].first, strlen(hidden[i].first)) >= 0 && strncmp(c, hidden[i].last, strlen(hidden[i].last)) <= 0)
            return true;
    return false;
}

bool text_has_hidden(const char *text)
{
    for (; *text; text++)
        if (is_hidden(text))
            return true;
    return false;
}

static bool read_subject(const json_t *payload, const struct issuer *issuer, struct arena *a, struct claims *out)
{
    const json_t *sub = claim_find(payload, issuer->subject_claim);
    size_t length = json_string_length(sub), prefix = strlen(issuer->subject_prefix);
    if (length < 1 || prefix + length > SUBJECT_MAX || text_has_hidden(json_string_value(sub)))
        return false;
    out->subject = json_string_value(sub);
    if (prefix > 0)
        out->subject = arena_printf(a, "%s%s", issuer->subject_prefix, out->subject);
    return true;
}

enum token_verdict claims_in_time(long long not_before, long long expires_at, time_t now, int skew_s)
{
    if (expires_at <= (long long)now - skew_s)
        return TOKEN_EXPIRED;
    return not_before > (long long)now + skew_s ? TOKEN_NOT_YET_VALID : TOKEN_OK;
}

enum token_verdict claims_read(const json_t *payload, const struct issuer *issuer, int skew_s, struct arena *a,
                               struct claims *claims, long long *not_before)
{
    *claims = (struct claims){.subject = NULL};
    enum token_verdict verdict = check_audience(payload, issuer);
    if (verdict != TOKEN_OK)
        return blame(claims, issuer->audience_claim, verdict);
    verdict = check_times(payload, skew_s, claims, not_before);
    if (verdict != TOKEN_OK)
        return verdict;
    if (!read_subject(payload, issuer, a, claims))
        return blame(claims, issuer->subject_claim, TOKEN_BAD_CLAIMS);
    if (!rights_read_roles(payload, issuer, claims))
        return blame(claims, issuer->roles_claim, TOKEN_BAD_CLAIMS);
    return blame(claims, issuer->units_claim, rights_read_units(payload, issuer, a, claims));
}
