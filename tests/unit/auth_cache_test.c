/* token_cache: returns what was put in, never exceeds its size, and drops what is not used. */
#include "auth_fixture.h"

#include "auth/token_cache.h"

static void digest_of(int number, unsigned char digest[static MAC_BYTES])
{
    sha256(&number, sizeof number, digest);
}

static void put(struct token_cache *cache, struct arena *a, int number)
{
    unsigned char digest[MAC_BYTES];
    struct claims claims = {.subject = arena_printf(a, "subject %d", number), .expires_at = number};
    digest_of(number, digest);
    token_cache_put(cache, digest, &claims, 0);
}

static bool has(struct token_cache *cache, struct arena *a, int number)
{
    unsigned char digest[MAC_BYTES];
    struct claims claims;
    long long not_before;
    digest_of(number, digest);
    if (!token_cache_get(cache, digest, a, &claims, &not_before))
        return false;
    assert_string_equal(claims.subject, arena_printf(a, "subject %d", number));
    assert_int_equal(claims.expires_at, number);
    return true;
}

static void gives_back_whole_claims(void **state)
{
    struct token_cache *cache = token_cache_new(4);
    struct arena *a = arena_new();
    struct claims in = {.subject = "an.nv", .expires_at = 77, .role_count = TOKEN_MAX_ROLES, .unit_count = 2}, out;
    unsigned char digest[MAC_BYTES] = {1};
    long long not_before = 0;
    (void)state;
    for (size_t i = 0; i < TOKEN_MAX_ROLES; i++)
        in.roles[i] = arena_printf(a, "role_%zu", i);
    in.units[0] = "349";
    in.units[1] = "350";
    token_cache_put(cache, digest, &in, 55);
    assert_true(token_cache_get(cache, digest, a, &out, &not_before));
    token_cache_free(cache); /* the returned copy belongs to the caller */
    assert_string_equal(out.subject, "an.nv");
    assert_int_equal(out.expires_at, 77);
    assert_int_equal(not_before, 55);
    assert_int_equal(out.role_count, TOKEN_MAX_ROLES);
    for (size_t i = 0; i < TOKEN_MAX_ROLES; i++)
        assert_string_equal(out.roles[i], in.roles[i]);
    assert_int_equal(out.unit_count, 2);
    assert_string_equal(out.units[0], "349");
    assert_string_equal(out.units[1], "350");
    arena_free(a);
}

static void holds_no_more_than_it_may(void **state)
{
    static const int sizes[] = {-1, 0, 1, 3, 8, 20, 100};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct token_cache *cache = token_cache_new(sizes[i]);
        struct arena *a = arena_new();
        int held = 0;
        for (int number = 0; number < 500; number++)
            put(cache, a, number);
        for (int number = 0; number < 500; number++)
            held += has(cache, a, number);
        assert_true(held <= (sizes[i] > 0 ? sizes[i] : 0));
        assert_true(sizes[i] <= 0 || held >= sizes[i] / 2);
        arena_free(a);
        token_cache_free(cache);
    }
}

static void keeps_what_is_used(void **state)
{
    struct token_cache *cache = token_cache_new(8);
    struct arena *a = arena_new();
    (void)state;
    put(cache, a, 1000);
    for (int number = 0; number < 100; number++) {
        assert_true(has(cache, a, 1000));
        put(cache, a, number);
        if (number % 5 == 0)
            assert_true(has(cache, a, number));
    }
    arena_free(a);
    token_cache_free(cache);
}

static void a_later_verdict_replaces_an_earlier(void **state)
{
    struct token_cache *cache = token_cache_new(8);
    struct arena *a = arena_new();
    (void)state;
    for (int i = 0; i < 20; i++)
        put(cache, a, 7);
    for (int number = 0; number < 7; number++)
        put(cache, a, number);
    for (int number = 0; number < 8; number++)
        assert_true(has(cache, a, number));
    arena_free(a);
    token_cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_back_whole_claims),
        cmocka_unit_test(holds_no_more_than_it_may),
        cmocka_unit_test(keeps_what_is_used),
        cmocka_unit_test(a_later_verdict_replaces_an_earlier),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
