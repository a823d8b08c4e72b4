/* scope cache: what a later change has made old is not kept, and little is kept while no notices of changes arrive. */
#include "base/arena.h"
#include "request/access.h"
#include "request/scope_cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

static struct resolved *resolved_new(void)
{
    struct arena *a = arena_new();
    struct resolved *made = arena_zero(a, sizeof *made);
    made->arena = a;
    return made;
}

static bool is_kept(struct scope_cache *cache, const char *units)
{
    struct scope_moment moment;
    struct resolved *found = scope_cache_get(cache, units, &moment);
    if (found)
        scope_cache_release(found);
    return found;
}

static void put(struct scope_cache *cache, const char *units)
{
    struct scope_moment moment;
    assert_null(scope_cache_get(cache, units, &moment));
    scope_cache_release(scope_cache_put(cache, units, resolved_new(), moment));
}

static struct scope_cache *heard(int ttl_s)
{
    struct scope_cache *cache = scope_cache_new(ttl_s);
    scope_cache_hears(cache, true);
    return cache;
}

static void what_was_resolved_is_kept(void **state)
{
    (void)state;
    struct scope_cache *cache = heard(60);
    put(cache, "{349}");
    assert_true(is_kept(cache, "{349}"));
    assert_false(is_kept(cache, "{350}"));
    scope_cache_free(cache);
}

static void nothing_is_kept_for_no_time(void **state)
{
    (void)state;
    struct scope_cache *cache = heard(0);
    put(cache, "{349}");
    assert_false(is_kept(cache, "{349}"));
    scope_cache_free(cache);
}

static void a_change_empties_it(void **state)
{
    (void)state;
    struct scope_cache *cache = heard(60);
    put(cache, "{349}");
    scope_cache_empty(cache);
    assert_false(is_kept(cache, "{349}"));
    put(cache, "{349}");
    scope_cache_hears(cache, false);
    assert_false(is_kept(cache, "{349}"));
    scope_cache_free(cache);
}

/* Asked before the change and answered after it: valid for the request that asked and for no other. */
static void an_answer_that_a_change_overtook_is_not_kept(void **state)
{
    struct scope_moment moment;
    (void)state;
    struct scope_cache *cache = heard(60);
    assert_null(scope_cache_get(cache, "{349}", &moment));
    scope_cache_empty(cache);
    struct resolved *held = scope_cache_put(cache, "{349}", resolved_new(), moment);
    assert_non_null(held);
    assert_false(is_kept(cache, "{349}"));
    scope_cache_release(held);
    scope_cache_free(cache);
}

static void who_holds_one_keeps_it(void **state)
{
    struct scope_moment moment;
    (void)state;
    struct scope_cache *cache = heard(60);
    put(cache, "{349}");
    struct resolved *held = scope_cache_get(cache, "{349}", &moment);
    scope_cache_empty(cache);
    assert_non_null(held->arena);
    scope_cache_release(held);
    scope_cache_free(cache);
}

static void little_is_kept_without_notices(void **state)
{
    const struct timespec longer = {.tv_sec = SCOPE_UNHEARD_S, .tv_nsec = 100000000};
    (void)state;
    struct scope_cache *heard_one = heard(60), *unheard = scope_cache_new(60);
    put(heard_one, "{349}");
    put(unheard, "{349}");
    assert_true(is_kept(unheard, "{349}"));
    nanosleep(&longer, NULL);
    assert_false(is_kept(unheard, "{349}"));
    assert_true(is_kept(heard_one, "{349}"));
    scope_cache_free(heard_one);
    scope_cache_free(unheard);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_resolved_is_kept),
        cmocka_unit_test(nothing_is_kept_for_no_time),
        cmocka_unit_test(a_change_empties_it),
        cmocka_unit_test(an_answer_that_a_change_overtook_is_not_kept),
        cmocka_unit_test(who_holds_one_keeps_it),
        cmocka_unit_test(little_is_kept_without_notices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
