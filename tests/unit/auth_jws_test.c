/* jws: a token in another form than ours is refused before any key is looked up. */
#include "auth_fixture.h"

#include "auth/alg.h"
#include "auth/jws.h"

struct header_case {
    const char *header;
    enum token_verdict expected;
};

static enum token_verdict parse(struct arena *a, const char *token, struct jws *out)
{
    return jws_parse(token, strlen(token), a, out);
}

static void judges_headers(void **state)
{
    static const struct header_case cases[] = {
        {"{\"alg\":\"RS256\",\"typ\":\"JWT\"}", TOKEN_OK},
        {"{\"alg\":\"RS256\",\"typ\":\"jwt\"}", TOKEN_OK},
        {"{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}", TOKEN_OK},
        {"{\"alg\":\"EdDSA\",\"typ\":\"AT+JWT\",\"kid\":\"k\"}", TOKEN_OK},
        {"{\"alg\":\"PS256\",\"typ\":\"application/at+jwt\",\"x5t\":\"abc\"}", TOKEN_OK},
        {"{\"alg\":\"RS256\"}", TOKEN_OK}, /* the issuer's setting says whether a typ is needed */
        {"{\"alg\":\"RS256\",\"typ\":\"\"}", TOKEN_MALFORMED},
        {"{\"alg\":\"RS256\",\"typ\":null}", TOKEN_MALFORMED},
        {"{\"alg\":\"RS256\",\"typ\":\"logout+jwt\"}", TOKEN_OK},
        {"{\"alg\":\"RS256\",\"typ\":7}", TOKEN_MALFORMED},
        {"{\"typ\":\"JWT\"}", TOKEN_MALFORMED},
        {"{\"alg\":null,\"typ\":\"JWT\"}", TOKEN_MALFORMED},
        {"{\"alg\":[\"RS256\"],\"typ\":\"JWT\"}", TOKEN_MALFORMED},
        {"{\"alg\":\"none\",\"typ\":\"JWT\"}", TOKEN_BAD_ALGORITHM},
        {"{\"alg\":\"None\",\"typ\":\"JWT\"}", TOKEN_BAD_ALGORITHM},
        {"{\"alg\":\"NONE\",\"typ\":\"JWT\"}", TOKEN_BAD_ALGORITHM},
        {"{\"alg\":\"nOnE\",\"typ\":\"JWT\"}", TOKEN_BAD_ALGORITHM},
        {"{\"alg\":\"\",\"typ\":\"JWT\"}", TOKEN_BAD_ALGORITHM},
        {"{\"alg\":\"HS256\",\"typ\":\"JWT\"}", TOKEN_BAD_ALGORITHM},
        {"{\"alg\":\"rs256\",\"typ\":\"JWT\"}", TOKEN_BAD_ALGORITHM},
        {"{\"alg\":\"RS256 \",\"typ\":\"JWT\"}", TOKEN_BAD_ALGORITHM},
        {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"crit\":[\"exp\"]}", TOKEN_MALFORMED},
        {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"crit\":null}", TOKEN_MALFORMED},
        {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"b64\":false}", TOKEN_MALFORMED},
        {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"jku\":\"https://evil.test/keys\"}", TOKEN_MALFORMED},
        {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"jwk\":{}}", TOKEN_MALFORMED},
        {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"x5u\":\"https://evil.test/c\"}", TOKEN_MALFORMED},
        {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"x5c\":[]}", TOKEN_MALFORMED},
        {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":1}", TOKEN_MALFORMED},
        {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":null}", TOKEN_MALFORMED},
        {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"\"}", TOKEN_MALFORMED},
        {"{\"alg\":\"RS256\",\"alg\":\"RS256\",\"typ\":\"JWT\"}", TOKEN_MALFORMED},
        {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"a\\u0000b\"}", TOKEN_MALFORMED},
        {"{\"alg\":\"RS256\",\"typ\":\"JWT\"} ", TOKEN_OK},
        {"{\"alg\":\"RS256\",\"typ\":\"JWT\"}x", TOKEN_MALFORMED},
        {"{\"alg\":\"RS256\",\"typ\":\"JWT\"", TOKEN_MALFORMED},
        {"[\"alg\",\"RS256\"]", TOKEN_MALFORMED},
        {"\"RS256\"", TOKEN_MALFORMED},
        {"null", TOKEN_MALFORMED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *a = arena_new();
        struct jws jws;
        const char *token = arena_printf(a, "%s.c2ln", unsigned_of(a, cases[i].header, "{}"));
        if (parse(a, token, &jws) != cases[i].expected)
            fail_msg("%s: got %s", cases[i].header, token_verdict_name(parse(a, token, &jws)));
        arena_free(a);
    }
}

static void judges_forms(void **state)
{
    static const char header[] = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9"; /* {"alg":"RS256","typ":"JWT"} */
    static const struct {
        const char *format;
        enum token_verdict expected;
    } cases[] = {
        {"%s.e30.c2ln", TOKEN_OK},
        {"%s.e30.c2l", TOKEN_MALFORMED},
        {"%s.e30.c2ln=", TOKEN_MALFORMED},
        {"%s.e30.c2ln\n", TOKEN_MALFORMED},
        {"%s.e30.c2ln ", TOKEN_MALFORMED},
        {" %s.e30.c2ln", TOKEN_MALFORMED},
        {"%s.e30.c2ln!!!", TOKEN_MALFORMED},
        {"%s.e30.c2ln.", TOKEN_MALFORMED},
        {"%s.e30.", TOKEN_MALFORMED},
        {"%s..c2ln", TOKEN_MALFORMED},
        {".%s.c2ln", TOKEN_MALFORMED},
        {"%s.e30", TOKEN_MALFORMED},
        {"%s", TOKEN_MALFORMED},
        {"%s.e30.c2ln.c2ln", TOKEN_MALFORMED},
        {"%s.e31.c2ln", TOKEN_MALFORMED},
        {"%s.e30=.c2ln", TOKEN_MALFORMED},
        {"%s=.e30.c2ln", TOKEN_MALFORMED},
        {"%s.e30.c2+n", TOKEN_MALFORMED},
        {"%s.e30.c2/n", TOKEN_MALFORMED},
        {"\t%s.e30.c2ln", TOKEN_MALFORMED},
        {"%s.e30.c2ln.....", TOKEN_MALFORMED},
    };
    struct arena *a = arena_new();
    struct jws jws;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char token[256], *hole = strstr(strcpy(token, cases[i].format), "%s");
        snprintf(hole, sizeof token - (size_t)(hole - token), "%s%s", header, strstr(cases[i].format, "%s") + 2);
        if (parse(a, token, &jws) != cases[i].expected)
            fail_msg("case %zu: %s", i, token);
    }
    assert_int_equal(parse(a, "", &jws), TOKEN_MALFORMED);
    assert_int_equal(parse(a, "..", &jws), TOKEN_MALFORMED);
    arena_free(a);
}

static void says_what_it_found(void **state)
{
    struct arena *a = arena_new();
    struct jws jws;
    (void)state;
    const char *text = unsigned_of(a, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"k1\"}", "{\"a\":1}");
    assert_int_equal(parse(a, arena_printf(a, "%s.c2ln", text), &jws), TOKEN_OK);
    assert_ptr_equal(jws.alg, alg_named("ES256"));
    assert_string_equal(jws.kid, "k1");
    assert_string_equal(jws.typ, "at+jwt");
    assert_int_equal(jws.signed_length, strlen(text));
    assert_int_equal(jws.payload_size, 7);
    assert_memory_equal(jws.payload, "{\"a\":1}", 7);
    assert_int_equal(jws.signature_size, 3);
    assert_memory_equal(jws.signature, "sig", 3);
    arena_free(a);
}

static void bounds_sizes(void **state)
{
    struct arena *a = arena_new();
    struct jws jws;
    char kid[300];
    (void)state;
    memset(kid, 'k', sizeof kid);
    for (size_t length = 200; length <= 201; length++) {
        const char *header = arena_printf(a, "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"%.*s\"}", (int)length, kid);
        const char *token = arena_printf(a, "%s.c2ln", unsigned_of(a, header, "{}"));
        assert_int_equal(parse(a, token, &jws), length == 200 ? TOKEN_OK : TOKEN_MALFORMED);
    }
    const char *front = unsigned_of(a, "{\"alg\":\"RS256\",\"typ\":\"JWT\"}", "{}");
    for (size_t over = 0; over <= 4; over += 4) {
        char *token = arena_zero(a, TOKEN_MAX_BYTES + 8);
        size_t head = (size_t)sprintf(token, "%s.", front);
        size_t tail = (TOKEN_MAX_BYTES - head) / 4 * 4 + over;
        memset(token + head, 'A', tail);
        assert_int_equal(parse(a, token, &jws), strlen(token) <= TOKEN_MAX_BYTES ? TOKEN_OK : TOKEN_TOO_LARGE);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_headers),
        cmocka_unit_test(judges_forms),
        cmocka_unit_test(says_what_it_found),
        cmocka_unit_test(bounds_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
