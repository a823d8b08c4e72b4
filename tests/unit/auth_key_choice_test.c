/* key_set: which of several keys verifies a token. */
#include "auth_fixture.h"

#include "auth/alg.h"
#include "auth/jws.h"
#include "auth/key_set.h"

static struct test_key rsa, rsa2, p256;

static int make_keys(void **state)
{
    (void)state;
    test_key_init(&rsa, TEST_RSA);
    test_key_init(&rsa2, TEST_RSA);
    test_key_init(&p256, TEST_P256);
    return 0;
}

static int release_keys(void **state)
{
    (void)state;
    test_key_release(&rsa);
    test_key_release(&rsa2);
    test_key_release(&p256);
    return 0;
}

struct choice {
    const char *alg, *kid; /* the algorithm and kid of the token */
    enum token_verdict verdict;
    int key; /* index of the key, when TOKEN_OK */
};

static void assert_choices(struct arena *a, const char *text, const struct choice *choices, size_t count)
{
    struct reason reason = {.text = ""};
    const struct key_set *set = key_set_read(text, strlen(text), &(struct key_rules){.label = "test"}, a, &reason);
    assert_non_null(set);
    for (size_t i = 0; i < count; i++) {
        struct jws jws = {.alg = alg_named(choices[i].alg), .kid = choices[i].kid};
        const struct key *key = NULL;
        enum token_verdict verdict = key_set_choose(set, &jws, &key);
        if (verdict != choices[i].verdict || (verdict == TOKEN_OK && key != &set->keys[choices[i].key]))
            fail_msg("choice %zu of %s: %s", i, text, token_verdict_name(verdict));
    }
}

static void chooses_by_kid(void **state)
{
    static const struct choice choices[] = {
        {"RS256", "r1", TOKEN_OK, 0},
        {"RS256", "r2", TOKEN_OK, 1},
        {"ES256", "e1", TOKEN_OK, 2},
        {"RS256", "e1", TOKEN_BAD_ALGORITHM, 0},
        {"ES256", "r1", TOKEN_BAD_ALGORITHM, 0},
        {"PS256", "r1", TOKEN_BAD_ALGORITHM, 0},
        {"RS256", "r3", TOKEN_UNKNOWN_KEY, 0},
        {"RS256", "R1", TOKEN_UNKNOWN_KEY, 0},
        {"ES256", NULL, TOKEN_OK, 2},
        {"RS256", NULL, TOKEN_UNKNOWN_KEY, 0}, /* two keys fit */
        {"EdDSA", NULL, TOKEN_UNKNOWN_KEY, 0}, /* no key fits */
    };
    struct arena *a = arena_new();
    (void)state;
    const char *text = arena_printf(a, "{\"keys\":[%s,%s,%s]}", jwk_of(a, &rsa, ",\"kid\":\"r1\""),
                                    jwk_of(a, &rsa2, ",\"kid\":\"r2\""), jwk_of(a, &p256, ",\"kid\":\"e1\""));
    assert_choices(a, text, choices, sizeof choices / sizeof *choices);
    arena_free(a);
}

/* A key from PEM has no kid to compare with. */
static void a_nameless_key_answers_to_any_kid(void **state)
{
    static const struct choice one_each[] = {
        {"RS256", "any", TOKEN_OK, 0},
        {"RS256", NULL, TOKEN_OK, 0},
        {"ES256", "any", TOKEN_OK, 1},
        {"EdDSA", "any", TOKEN_UNKNOWN_KEY, 0},
    };
    static const struct choice two[] = {{"RS256", "any", TOKEN_UNKNOWN_KEY, 0}, {"RS256", NULL, TOKEN_UNKNOWN_KEY, 0}};
    struct arena *a = arena_new();
    (void)state;
    assert_choices(a, arena_printf(a, "%s%s", pem_of(a, &rsa), pem_of(a, &p256)), one_each, 4);
    assert_choices(a, arena_printf(a, "%s%s", pem_of(a, &rsa), pem_of(a, &rsa2)), two, 2);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chooses_by_kid),
        cmocka_unit_test(a_nameless_key_answers_to_any_kid),
    };
    return cmocka_run_group_tests(tests, make_keys, release_keys);
}
