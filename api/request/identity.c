/*
 * identity: see identity.h. A refusal uses only fixed words and names from our own settings: no part of the token goes to the
 * caller or the log.
 */
#include "request/identity.h"

#include "base/arena.h"
#include "base/ctx.h"
#include "http/req.h"
#include "program/config.h"
#include "request/access.h"

#include <string.h>

/* "127.0.0.1:8080", "[::1]:8080", "localhost:8080": only this machine can connect. */
static bool is_loopback(const char *listen)
{
    static const char *const hosts[] = {"127.", "localhost:", "[::1]:"};
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        if (strncmp(listen, hosts[i], strlen(hosts[i])) == 0)
            return true;
    return false;
}

static void list_roles(const char **names)
{
    for (int bit = 0; bit < ROLE_COUNT; bit++)
        names[bit] = role_name((enum role_bit)bit);
}

struct verifier *identity_verifier(const struct config *c, bool may_keep, char *why, size_t why_size)
{
    static const char *roles[ROLE_COUNT + 1];
    bool may_be_anywhere = strcmp(c->development_keys, "anywhere") == 0;
    list_roles(roles);
    return verifier_new(&(struct verifier_config){.keys = c->jwt_keys,
                                                  .issuer = c->jwt_issuer,
                                                  .audience = c->jwt_audience,
                                                  .roles_claim = c->jwt_roles_claim,
                                                  .skew_s = c->jwt_skew,
                                                  .cache_entries = c->token_cache,
                                                  .issuers = c->jwt_issuers,
                                                  .audience_claim = c->jwt_audience_claim,
                                                  .subject_claim = c->jwt_subject_claim,
                                                  .units_claim = c->jwt_units_claim,
                                                  .access_claim = c->jwt_access_claim,
                                                  .types = c->jwt_typ,
                                                  .algorithm = c->jwt_alg,
                                                  .role_map = c->jwt_role_map,
                                                  .roles = roles,
                                                  .keep_in = c->home,
                                                  .keep_hours = c->jwt_kept_hours,
                                                  .keep_only_reads = !may_keep,
                                                  .refuse_development_keys = !may_be_anywhere && !is_loopback(c->listen)},
                        why, why_size);
}

/* %s is the claim or header member, named as in the settings. English is also the error_description (RFC 6750 §3). */
static const struct sentence {
    const char *vi, *en;
} sentences[] = {
    [TOKEN_MALFORMED] = {"Token truy cập không phải JWT có chữ ký hợp lệ.", "The token is not a well-formed signed JWT."},
    [TOKEN_UNKNOWN_KEY] = {"Token truy cập được ký bằng khoá không có trong danh sách của nơi cấp.",
                           "The token was signed with a key that its issuer does not publish."},
    [TOKEN_BAD_ALGORITHM] = {"Thuật toán ký của token truy cập không được chấp nhận.",
                             "The signature algorithm of the token is not accepted."},
    [TOKEN_BAD_SIGNATURE] = {"Chữ ký của token truy cập không đúng.", "The signature of the token is wrong."},
    [TOKEN_EXPIRED] = {"Token truy cập đã hết hạn.", "The token has expired."},
    [TOKEN_NOT_YET_VALID] = {"Token truy cập chưa có hiệu lực.", "The token is not yet valid."},
    [TOKEN_WRONG_ISSUER] = {"Token truy cập do nơi khác cấp.", "The token comes from another issuer."},
    [TOKEN_WRONG_AUDIENCE] = {"Token truy cập cấp cho dịch vụ khác (%s).", "The token is for another audience (%s)."},
    [TOKEN_WRONG_TYPE] = {"Đây không phải token truy cập (%s).", "The token is not an access token (%s)."},
    [TOKEN_TOO_LARGE] = {"Token truy cập dài quá 8192 byte.", "The token is larger than 8192 bytes."},
    [TOKEN_TOO_MANY_UNITS] = {"Token truy cập nêu quá 100 đơn vị (%s).", "The token names more than 100 units (%s)."},
    [TOKEN_BAD_CLAIMS] = {"Thông tin %s của token truy cập bị thiếu hoặc sai dạng.",
                          "The claim %s of the token is missing or malformed."},
};
_Static_assert(sizeof sentences / sizeof *sentences == TOKEN_BAD_CLAIMS + 1, "a verdict without a sentence");
_Static_assert(TOKEN_MAX_BYTES == 8192 && TOKEN_MAX_UNITS == 100, "a sentence states another limit");

static const char *filled(struct arena *a, const char *sentence, const char *claim)
{
    const char *hole = strstr(sentence, "%s");
    if (!hole)
        return sentence;
    return arena_printf(a, "%.*s%s%s", (int)(hole - sentence), sentence, claim ? claim : "-", hole + 2);
}

bool identity_refuse(struct req *r, enum token_verdict verdict, const struct claims *claims)
{
    struct arena *a = r->ctx.arena;
    const char *name = token_verdict_name(verdict), *claim = claims->at_fault;
    r->ctx.problem.log = claim ? arena_printf(a, "%s: %s", name, claim) : name;
    return fail_because(&r->ctx, PROBLEM_INVALID_TOKEN, filled(a, sentences[verdict].vi, claim),
                        filled(a, sentences[verdict].en, claim));
}
