/* issuer: what the settings of one issuer, and a file of several, become, and what they refuse. */
#include "auth_fixture.h"

#include "auth/alg.h"
#include "auth/issuer.h"

static bool read_issuers(struct arena *a, const struct verifier_config *config, struct issuers *out, struct reason *reason)
{
    *reason = (struct reason){.text = ""};
    return issuers_read(config, a, out, reason);
}

/* "theirs=ours;…" */
static const char *map_of(struct arena *a, const struct issuer *issuer)
{
    const char *text = "";
    for (size_t i = 0; i < issuer->role_count; i++)
        text = arena_printf(a, "%s%s=%s;", text, issuer->roles[i].theirs, issuer->roles[i].ours);
    return text;
}

static void takes_presets(void **state)
{
    struct verifier_config config = test_config("keys.json");
    struct arena *a = arena_new();
    struct issuers issuers;
    struct reason reason;
    (void)state;
    config.roles_claim = config.units_claim = "";
    assert_true(read_issuers(a, &config, &issuers, &reason));
    const struct issuer *issuer = &issuers.list[0];
    assert_int_equal(issuers.count, 1);
    assert_string_equal(issuer->roles_claim, "roles");
    assert_string_equal(issuer->units_claim, "units");
    assert_string_equal(issuer->audience_claim, "aud");
    assert_string_equal(issuer->subject_claim, "sub");
    assert_string_equal(issuer->subject_prefix, "");
    assert_string_equal(issuer->types[0], "JWT");
    assert_string_equal(issuer->types[1], "at+jwt");
    assert_null(issuer->types[2]);
    assert_null(issuer->access_claim);
    assert_null(issuer->alg);
    assert_string_equal(map_of(a, issuer), "reader=reader;district_reviewer=district_reviewer;admin=admin;");
    assert_ptr_equal(issuers_find(&issuers, "https://issuer.test"), issuer);
    assert_null(issuers_find(&issuers, "https://issuer.test/"));
    arena_free(a);
}

static void reads_words_and_maps(void **state)
{
    static const struct {
        const char *setting, *map;
    } cases[] = {
        {"a=reader", "a=reader;"},
        {" a = reader , b=admin,", "a=reader;b=admin;"},
        {"a=reader,a=admin", "a=reader;a=admin;"},
        {"Cán bộ huyện=reader", "Cán bộ huyện=reader;"},
        {"cn=x=reader", "cn=x=reader;"},
        {"Internal/a b=reader", "Internal/a b=reader;"},
    };
    struct verifier_config config = test_config("keys.json");
    struct issuers issuers;
    struct reason reason;
    (void)state;
    config.audience = " one,two  three ";
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *a = arena_new();
        config.role_map = cases[i].setting;
        if (!read_issuers(a, &config, &issuers, &reason))
            fail_msg("%s: %s", cases[i].setting, reason.text);
        assert_string_equal(map_of(a, &issuers.list[0]), cases[i].map);
        assert_string_equal(issuers.list[0].audiences[2], "three");
        assert_null(issuers.list[0].audiences[3]);
        arena_free(a);
    }
}

static void refuses_wrong_settings(void **state)
{
    const struct {
        struct verifier_config change;
        const char *why;
    } cases[] = {
        {{.role_map = "a"}, "TDKT_JWT_ROLE_MAP: \"a\""},
        {{.role_map = "a="}, "TDKT_JWT_ROLE_MAP"},
        {{.role_map = "a=boss"}, "TDKT_JWT_ROLE_MAP"},
        {{.role_map = ","}, "TDKT_JWT_ROLE_MAP"},
        {{.algorithm = "none"}, "TDKT_JWT_ALG"},
        {{.types = ","}, "TDKT_JWT_TYP"},
        {{.roles_claim = "a\xff"}, "TDKT_JWT_ROLES_CLAIM"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *a = arena_new();
        struct verifier_config config = cases[i].change;
        struct issuers issuers;
        struct reason reason;
        config.keys = "k";
        config.issuer = "i";
        config.audience = "a";
        config.roles = test_roles;
        if (read_issuers(a, &config, &issuers, &reason) || !strstr(reason.text, cases[i].why))
            fail_msg("case %zu: %s", i, reason.text);
        arena_free(a);
    }
}

static void reads_a_file_of_several(void **state)
{
    char path[] = "/tmp/tdkt_issuers_XXXXXX";
    struct verifier_config config = {.issuers = path, .roles = test_roles, .roles_claim = "roles"};
    struct arena *a = arena_new();
    struct issuers issuers;
    struct reason reason;
    (void)state;
    close(mkstemp(path));
    write_file(path, "[{\"issuer\":\"i\",\"keys\":\"k\",\"audience\":\"a, b\",\"subject_prefix\":\"\"},"
                     "{\"issuer\":\"j\",\"keys\":\"l\",\"audience\":[\"a\",\"b\"],\"alg\":\"ES384\",\"typ\":\"missing\","
                     "\"role_map\":{\"x, y\":[\"reader\",\"admin\"]},\"subject_prefix\":\"j:\"}]");
    assert_true(read_issuers(a, &config, &issuers, &reason));
    assert_int_equal(issuers.count, 2);
    assert_string_equal(issuers.list[0].audiences[0], "a, b"); /* one audience: only a list names several */
    assert_string_equal(issuers.list[0].types[1], "at+jwt");
    assert_string_equal(issuers.list[1].audiences[1], "b");
    assert_ptr_equal(issuers.list[1].alg, alg_named("ES384"));
    assert_string_equal(issuers.list[1].types[0], "missing");
    assert_string_equal(map_of(a, &issuers.list[1]), "x, y=reader;x, y=admin;");
    assert_string_equal(issuers.list[1].subject_prefix, "j:");
    config.roles_claim = "groups"; /* must be set in the file instead */
    assert_false(read_issuers(a, &config, &issuers, &reason));
    assert_non_null(strstr(reason.text, "TDKT_JWT_ROLES_CLAIM must not be set beside it"));
    unlink(path);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_presets),
        cmocka_unit_test(reads_words_and_maps),
        cmocka_unit_test(refuses_wrong_settings),
        cmocka_unit_test(reads_a_file_of_several),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
