/* claims: what a verified payload must contain, and in which types. */
#include "auth_fixture.h"

#include "auth/claims.h"
#include "auth/json.h"

static const char *const ours[] = {"tdkt", NULL}, *const any_type[] = {"JWT", NULL};
static const struct role_name alike[] = {{"reader", "reader"}, {"admin", "admin"}, {"Cán bộ", "admin"}};
static const struct issuer plain = {.name = "https://issuer.test",
                                    .audiences = ours,
                                    .types = any_type,
                                    .audience_claim = "aud",
                                    .subject_claim = "sub",
                                    .roles_claim = "roles",
                                    .units_claim = "units",
                                    .subject_prefix = "",
                                    .roles = alike,
                                    .role_count = 3};

static enum token_verdict read_as(const struct issuer *issuer, struct arena *a, const char *payload, struct claims *claims)
{
    long long not_before;
    const json_t *object = json_read_object(payload, strlen(payload), a);
    return object ? claims_read(object, issuer, 30, a, claims, &not_before) : TOKEN_MALFORMED;
}

static enum token_verdict read_claims(struct arena *a, const char *payload, struct claims *claims)
{
    return read_as(&plain, a, payload, claims);
}

static void expect(struct arena *a, const char *payload, enum token_verdict expected)
{
    struct claims claims;
    enum token_verdict verdict = read_claims(a, payload, &claims);
    if (verdict != expected)
        fail_msg("%s: %s, not %s", payload, token_verdict_name(verdict), token_verdict_name(expected));
}

/* Each case spells all of {"iss","aud","sub","exp","roles"} itself. */
static void judges_claims(void **state)
{
#define ISS "\"iss\":\"https://issuer.test\""
#define AUD "\"aud\":\"tdkt\""
#define SUB "\"sub\":\"an.nv\""
#define ROLES "\"roles\":[\"reader\"]"
#define BASE "{" ISS "," AUD "," SUB "," ROLES
    static const struct {
        const char *format; /* %lld in a case stands for now plus `offset` seconds */
        long long offset;
        enum token_verdict expected;
    } cases[] = {
        {BASE ",\"exp\":%lld}", 600, TOKEN_OK},
        {BASE ",\"exp\":%lld}", -20, TOKEN_OK}, /* within the skew */
        {BASE ",\"exp\":%lld}", -40, TOKEN_EXPIRED},
        {BASE ",\"exp\":0}", 0, TOKEN_EXPIRED},
        {BASE ",\"exp\":-1}", 0, TOKEN_BAD_CLAIMS},
        {BASE "}", 0, TOKEN_BAD_CLAIMS},
        {BASE ",\"exp\":null}", 0, TOKEN_BAD_CLAIMS},
        {BASE ",\"exp\":\"%lld\"}", 600, TOKEN_BAD_CLAIMS},
        {BASE ",\"exp\":%lld.0}", 600, TOKEN_BAD_CLAIMS},
        {BASE ",\"exp\":%lld.5}", 600, TOKEN_BAD_CLAIMS},
        {BASE ",\"exp\":1e12}", 0, TOKEN_BAD_CLAIMS},
        {BASE ",\"exp\":253402300799}", 0, TOKEN_OK},
        {BASE ",\"exp\":253402300800}", 0, TOKEN_BAD_CLAIMS},
        {BASE ",\"exp\":9223372036854775807}", 0, TOKEN_BAD_CLAIMS},
        {BASE ",\"exp\":9223372036854775808}", 0, TOKEN_MALFORMED},
        {BASE ",\"exp\":1e400}", 0, TOKEN_MALFORMED},
        {BASE ",\"exp\":true}", 0, TOKEN_BAD_CLAIMS},
        {BASE ",\"exp\":[%lld]}", 600, TOKEN_BAD_CLAIMS},
        {BASE ",\"exp\":253402300799,\"nbf\":%lld}", 20, TOKEN_OK},
        {BASE ",\"exp\":253402300799,\"nbf\":%lld}", 60, TOKEN_NOT_YET_VALID},
        {BASE ",\"exp\":253402300799,\"nbf\":\"%lld\"}", -60, TOKEN_BAD_CLAIMS},
        {BASE ",\"exp\":253402300799,\"nbf\":%lld.5}", -60, TOKEN_BAD_CLAIMS},
        {BASE ",\"exp\":253402300799,\"nbf\":null}", 0, TOKEN_BAD_CLAIMS},
        {BASE ",\"exp\":253402300799,\"iat\":%lld}", 20, TOKEN_OK},
        {BASE ",\"exp\":253402300799,\"iat\":%lld}", 60, TOKEN_NOT_YET_VALID},
        {BASE ",\"exp\":253402300799,\"iat\":\"x\"}", 0, TOKEN_BAD_CLAIMS},
        {BASE ",\"exp\":253402300799,\"exp\":253402300799}", 0, TOKEN_MALFORMED},
        {BASE ",\"exp\":1,\"exp\":253402300799}", 0, TOKEN_MALFORMED},
        {"[\"iss\",\"exp\"]", 0, TOKEN_MALFORMED},
        {"\"text\"", 0, TOKEN_MALFORMED},
        {"null", 0, TOKEN_MALFORMED},
        {"not json", 0, TOKEN_MALFORMED},
        {BASE ",\"exp\":%lld}{}", 600, TOKEN_MALFORMED},
        {"{\"iss\":\"https://issuer.test\\u0000x\"," AUD "," SUB "," ROLES ",\"exp\":%lld}", 600, TOKEN_MALFORMED},
        {"{" ISS "," SUB "," ROLES ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS ",\"aud\":\"other\"," SUB "," ROLES ",\"exp\":%lld}", 600, TOKEN_WRONG_AUDIENCE},
        {"{" ISS ",\"aud\":\"tdkt2\"," SUB "," ROLES ",\"exp\":%lld}", 600, TOKEN_WRONG_AUDIENCE},
        {"{" ISS ",\"aud\":[]," SUB "," ROLES ",\"exp\":%lld}", 600, TOKEN_WRONG_AUDIENCE},
        {"{" ISS ",\"aud\":[\"x\",\"y\"]," SUB "," ROLES ",\"exp\":%lld}", 600, TOKEN_WRONG_AUDIENCE},
        {"{" ISS ",\"aud\":[\"x\",\"tdkt\"]," SUB "," ROLES ",\"exp\":%lld}", 600, TOKEN_OK},
        {"{" ISS ",\"aud\":[\"tdkt\",1]," SUB "," ROLES ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS ",\"aud\":[[\"tdkt\"]]," SUB "," ROLES ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS ",\"aud\":{\"tdkt\":1}," SUB "," ROLES ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS "," AUD "," ROLES ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS "," AUD ",\"sub\":\"\"," ROLES ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS "," AUD ",\"sub\":7," ROLES ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS "," AUD ",\"sub\":\"a\\nb\"," ROLES ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS "," AUD ",\"sub\":\"a\\u007fb\"," ROLES ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS "," AUD ",\"sub\":\"a\\u0085b\"," ROLES ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS "," AUD ",\"sub\":\"a\\u00adb\"," ROLES ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS "," AUD ",\"sub\":\"a\\u200bb\"," ROLES ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS "," AUD ",\"sub\":\"a\\u202eb\"," ROLES ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS "," AUD ",\"sub\":\"a\\u2066b\"," ROLES ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS "," AUD ",\"sub\":\"a\\ufeffb\"," ROLES ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS "," AUD ",\"sub\":\"a\\uffffb\"," ROLES ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS "," AUD ",\"sub\":\"a\\udb40\\udc41b\"," ROLES ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS "," AUD ",\"sub\":\"a\\ufffd\\u2010b\"," ROLES ",\"exp\":%lld}", 600, TOKEN_OK},
        {"{" ISS "," AUD ",\"sub\":\"Đặng Thị Hường\"," ROLES ",\"exp\":%lld}", 600, TOKEN_OK},
        {"{" ISS "," AUD ",\"sub\":\"a\xff\"," ROLES ",\"exp\":%lld}", 600, TOKEN_MALFORMED},
        {"{" ISS "," AUD "," SUB ",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {"{" ISS "," AUD "," SUB ",\"roles\":\"reader\",\"exp\":%lld}", 600, TOKEN_OK},
        {"{" ISS "," AUD "," SUB ",\"roles\":[],\"exp\":%lld}", 600, TOKEN_OK},
        {"{" ISS "," AUD "," SUB ",\"roles\":[\"\"],\"exp\":%lld}", 600, TOKEN_OK},
        {"{" ISS "," AUD "," SUB ",\"roles\":[\"Reader\"],\"exp\":%lld}", 600, TOKEN_OK},
        {"{" ISS "," AUD "," SUB ",\"roles\":[\"reader,admin\"],\"exp\":%lld}", 600, TOKEN_OK},
        {"{" ISS "," AUD "," SUB ",\"roles\":[null],\"exp\":%lld}", 600, TOKEN_OK},
        {"{" ISS "," AUD "," SUB ",\"roles\":{\"0\":\"reader\"},\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {BASE ",\"units\":[],\"exp\":%lld}", 600, TOKEN_OK},
        {BASE ",\"units\":[\"349\",\"018f6a1e-0000-7000-8000-00000000abCD\"],\"exp\":%lld}", 600, TOKEN_OK},
        {BASE ",\"units\":null,\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {BASE ",\"units\":\"349\",\"exp\":%lld}", 600, TOKEN_OK},
        {BASE ",\"units\":[349],\"exp\":%lld}", 600, TOKEN_OK},
        {BASE ",\"units\":[\"349,350\"],\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {BASE ",\"units\":349,\"exp\":%lld}", 600, TOKEN_OK},
        {BASE ",\"units\":[-349],\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {BASE ",\"units\":[349.5],\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {BASE ",\"units\":[true],\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {BASE ",\"units\":{\"349\":1},\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {BASE ",\"units\":\"349, 350\",\"exp\":%lld}", 600, TOKEN_OK},
        {BASE ",\"units\":\"349;350\",\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
        {BASE ",\"units\":[\"{349}\"],\"exp\":%lld}", 600, TOKEN_BAD_CLAIMS},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *a = arena_new();
        char *payload = arena_strdup(a, cases[i].format), *hole = strstr(payload, "%lld");
        if (hole)
            payload = arena_printf(a, "%.*s%lld%s", (int)(hole - payload), payload,
                                   (long long)time(NULL) + cases[i].offset, hole + 4);
        expect(a, payload, cases[i].expected);
        arena_free(a);
    }
}

/* `count` words of `length` letters in a JSON list. */
static const char *list_of(struct arena *a, int count, int length)
{
    char word[300];
    const char *list = "";
    memset(word, 'a', sizeof word);
    for (int i = 0; i < count; i++)
        list = arena_printf(a, "%s%s\"%.*s\"", list, i ? "," : "", length, word);
    return arena_printf(a, "[%s]", list);
}

static void bounds_lists_and_words(void **state)
{
    static const struct {
        int roles, role_length, units, unit_length, subject_length;
        enum token_verdict expected;
    } cases[] = {
        {TOKEN_MAX_ROLES, 60, TOKEN_MAX_UNITS, 36, 200, TOKEN_OK},
        {500, 61, 1, 3, 5, TOKEN_OK}, /* unknown roles are not counted */
        {1, 6, TOKEN_MAX_UNITS + 1, 3, 5, TOKEN_TOO_MANY_UNITS},
        {1, 6, 1, 40, 5, TOKEN_OK},
        {1, 6, 1, 41, 5, TOKEN_BAD_CLAIMS},
        {1, 6, 1, 3, 201, TOKEN_BAD_CLAIMS},
    };
    char subject[300];
    (void)state;
    memset(subject, 's', sizeof subject);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *a = arena_new();
        const char *payload = arena_printf(
            a, "{" ISS "," AUD ",\"sub\":\"%.*s\",\"exp\":%lld,\"roles\":%s,\"units\":%s}", cases[i].subject_length,
            subject, (long long)time(NULL) + 60, list_of(a, cases[i].roles, cases[i].role_length),
            list_of(a, cases[i].units, cases[i].unit_length));
        expect(a, payload, cases[i].expected);
        arena_free(a);
    }
}

/* The roles in a claim, such as "reader admin", or "-" when the claim is refused. */
static const char *roles_of(struct arena *a, const char *path, const char *more)
{
    struct issuer issuer = plain;
    struct claims claims;
    const char *list = "";
    issuer.roles_claim = path;
    if (read_as(&issuer, a, good_claims(a, more), &claims) != TOKEN_OK)
        return claims.at_fault == path ? "-" : "?";
    for (size_t i = 0; i < claims.role_count; i++)
        list = arena_printf(a, "%s%s%s", list, *list ? " " : "", claims.roles[i]);
    return list;
}

static void reads_roles_in_any_form(void **state)
{
    static const struct {
        const char *path, *more, *roles;
    } cases[] = {
        {"r", ",\"r\":[\"reader\",\"admin\",\"reader\"]", "reader admin"},
        {"r", ",\"r\":\"reader\"", "reader"},
        {"r", ",\"r\":\"offline_access reader  admin\"", "reader admin"},
        {"r", ",\"r\":\"Internal/everyone,reader\"", "reader"},
        {"r", ",\"r\":\"Cán bộ\"", "admin"},         /* a name with a blank is tried as a whole */
        {"r", ",\"r\":[\"Cán bộ reader\"]", ""},     /* an item of a list is one name */
        {"r", ",\"r\":[\"READER\",\" reader\",\"uma_authorization\",7,null,{},[\"reader\"],\"vai trò\"]", ""},
        {"r", ",\"r\":\"\"", ""},
        {"r", ",\"r\":7", "-"},
        {"r", ",\"r\":{\"reader\":true}", "-"},
        {"r", ",\"r\":null", "-"},
        {"r", "", "-"},
        {"realm_access.roles", ",\"realm_access\":{\"roles\":[\"reader\"]}", "reader"},
        {"resource_access.tdkt.roles", ",\"resource_access\":{\"tdkt\":{\"roles\":[\"reader\"]}}", "reader"},
        {"resource_access.tdkt.vn.roles", ",\"resource_access\":{\"tdkt.vn\":{\"roles\":[\"reader\"]}}", "reader"},
        {"https://tdkt.vn/roles", ",\"https://tdkt.vn/roles\":[\"reader\"]", "reader"},
        {"a.b", ",\"a\":{\"b\":[\"reader\"]},\"a.b\":[\"admin\"]", "admin"}, /* the whole name comes first */
        {"a.b.c", ",\"a\":{\"x\":1},\"a.b\":{\"c\":[\"reader\"]}", "reader"},
        {"a.b", ",\"a\":[\"reader\"]", "-"},
        {"a.", ",\"a\":{\"\":[\"reader\"]}", "reader"},
        {"a..b", ",\"a\":{\"b\":[\"reader\"]}", "-"},
        {"realm_access.roles", ",\"realm_access\":{}", "-"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *a = arena_new();
        const char *roles = roles_of(a, cases[i].path, cases[i].more);
        if (strcmp(roles, cases[i].roles) != 0)
            fail_msg("%s of %s: \"%s\", not \"%s\"", cases[i].path, cases[i].more, roles, cases[i].roles);
        arena_free(a);
    }
}

static void puts_the_prefix_before_the_subject(void **state)
{
    struct issuer issuer = plain;
    struct arena *a = arena_new();
    struct claims claims;
    (void)state;
    issuer.subject_prefix = "sso:";
    assert_int_equal(read_as(&issuer, a, good_claims(a, ""), &claims), TOKEN_OK);
    assert_string_equal(claims.subject, "sso:an.nv");
    issuer.subject_claim = "preferred.name";
    assert_int_equal(read_as(&issuer, a, good_claims(a, ",\"preferred\":{\"name\":\"binh\"}"), &claims), TOKEN_OK);
    assert_string_equal(claims.subject, "sso:binh");
    arena_free(a);
}

static void names_the_claim_at_fault(void **state)
{
    static const struct {
        const char *payload, *claim;
    } cases[] = {
        {"{}", "aud"},
        {"{" AUD "}", "exp"},
        {"{" AUD ",\"exp\":253402300799,\"nbf\":\"x\"}", "nbf"},
        {"{" AUD ",\"exp\":253402300799,\"nbf\":253402300799}", "nbf"},
        {"{" AUD ",\"exp\":253402300799,\"iat\":253402300799}", "iat"},
        {"{" AUD ",\"exp\":5}", "exp"},
        {"{" AUD ",\"exp\":253402300799}", "sub"},
        {"{" AUD "," SUB ",\"exp\":253402300799}", "roles"},
        {"{" AUD "," SUB "," ROLES ",\"exp\":253402300799,\"units\":[\"?\"]}", "units"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *a = arena_new();
        struct claims claims;
        assert_int_not_equal(read_claims(a, cases[i].payload, &claims), TOKEN_OK);
        assert_string_equal(claims.at_fault, cases[i].claim);
        arena_free(a);
    }
}

static void judges_time_at_its_edges(void **state)
{
    (void)state;
    assert_int_equal(claims_in_time(0, 1000, 999, 0), TOKEN_OK);
    assert_int_equal(claims_in_time(0, 1000, 1000, 0), TOKEN_EXPIRED);
    assert_int_equal(claims_in_time(0, 1000, 1059, 60), TOKEN_OK);
    assert_int_equal(claims_in_time(0, 1000, 1060, 60), TOKEN_EXPIRED);
    assert_int_equal(claims_in_time(1000, 2000, 1000, 0), TOKEN_OK);
    assert_int_equal(claims_in_time(1000, 2000, 999, 0), TOKEN_NOT_YET_VALID);
    assert_int_equal(claims_in_time(1000, 2000, 940, 60), TOKEN_OK);
    assert_int_equal(claims_in_time(1000, 2000, 939, 60), TOKEN_NOT_YET_VALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_claims),
        cmocka_unit_test(bounds_lists_and_words),
        cmocka_unit_test(reads_roles_in_any_form),
        cmocka_unit_test(puts_the_prefix_before_the_subject),
        cmocka_unit_test(names_the_claim_at_fault),
        cmocka_unit_test(judges_time_at_its_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
