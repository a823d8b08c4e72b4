/*
 * auth_four_keys: a verifier that trusts one key for each algorithm, under the kids r, ps, e and ed, and a stranger's
 * key that it does not trust. make_keys and release_keys are the set-up and tear-down of the group.
 */
#pragma once

#include "auth_fixture.h"

static struct test_key rsa, pss, p256, ed25519, stranger;
static char keys_path[] = "/tmp/tdkt_token_XXXXXX";

static inline int make_keys(void **state)
{
    (void)state;
    test_key_init(&rsa, TEST_RSA);
    test_key_init(&pss, TEST_RSA);
    test_key_init(&p256, TEST_P256);
    test_key_init(&ed25519, TEST_ED25519);
    test_key_init(&stranger, TEST_RSA);
    close(mkstemp(keys_path));
    return 0;
}

static inline int release_keys(void **state)
{
    struct test_key *keys[] = {&rsa, &pss, &p256, &ed25519, &stranger};
    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        test_key_release(keys[i]);
    unlink(keys_path);
    return 0;
}

/* The four keys under the kids r, ps, e and ed. */
static inline void write_all_keys(void)
{
    struct arena *a = arena_new();
    write_file(keys_path, arena_printf(a, "{\"keys\":[%s,%s,%s,%s]}", jwk_of(a, &rsa, ",\"kid\":\"r\""),
                                       jwk_of(a, &pss, ",\"kid\":\"ps\",\"alg\":\"PS256\""),
                                       jwk_of(a, &p256, ",\"kid\":\"e\""), jwk_of(a, &ed25519, ",\"kid\":\"ed\"")));
    arena_free(a);
}

static inline struct verifier *open_verifier(const struct verifier_config *config)
{
    char why[300] = "";
    struct verifier *verifier = verifier_new(config, why, sizeof why);
    if (!verifier)
        fail_msg("%s", why);
    return verifier;
}

static inline struct verifier *verifier_of_all(void)
{
    struct verifier_config config = test_config(keys_path);
    write_all_keys();
    return open_verifier(&config);
}

static inline enum token_verdict verdict_of(struct verifier *verifier, const char *token)
{
    struct arena *a = arena_new();
    struct claims claims;
    enum token_verdict verdict = token_verify(verifier, token, a, &claims);
    arena_free(a);
    return verdict;
}

static inline void expect(struct verifier *verifier, const char *token, enum token_verdict expected, const char *what)
{
    enum token_verdict verdict = verdict_of(verifier, token);
    if (verdict != expected)
        fail_msg("%s: %s, not %s", what, token_verdict_name(verdict), token_verdict_name(expected));
}

static const char rs256[] = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"r\"}";
static const char es256[] = "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"e\"}";
