/* access: see access.h. */
#include "request/access.h"

#include "base/arena.h"
#include "base/buf.h"
#include "http/router.h"
#include "request/scope_cache.h"

#include <string.h>

enum { SETTING_MAX = 64 * 1024 };

static const char *const role_names[] = {
#define X(role, name, vi, en) [ROLE_BIT_##role] = name,
    ROLE_LIST(X)
#undef X
};

static const char *const role_words[][2] = {
#define X(role, name, vi, en) [ROLE_BIT_##role] = {[LANG_VI] = vi, [LANG_EN] = en},
    ROLE_LIST(X)
#undef X
};

const char *role_name(enum role_bit bit)
{
    return role_names[bit];
}

unsigned roles_of(const struct claims *claims)
{
    unsigned roles = 0;
    for (size_t i = 0; i < claims->role_count; i++)
        for (int bit = 0; bit < ROLE_COUNT; bit++)
            if (strcmp(claims->roles[i], role_names[bit]) == 0)
                roles |= 1u << bit;
    return roles;
}

static const char *words_of(struct arena *a, unsigned roles, enum lang lang)
{
    struct buf words;
    buf_init(&words, a, 1024);
    for (int bit = 0; bit < ROLE_COUNT; bit++)
        if (roles & 1u << bit)
            buf_addf(&words, "%s%s (%s)", words.length ? ", " : "", role_words[bit][lang], role_names[bit]);
    return words.text;
}

void access_tell_who_may(struct req *r, bool of_its_unit)
{
    struct problem *p = &r->ctx.problem;
    struct arena *a = r->ctx.arena;
    bool has_role = r->session->roles;
    if (p->kind != PROBLEM_FORBIDDEN || p->detail_vi)
        return;
    p->detail_vi = arena_printf(a, "%sChỉ dành cho %s%s.", has_role ? "" : "Token truy cập không có vai trò nào của dịch vụ này. ",
                                words_of(a, r->route->roles, LANG_VI),
                                of_its_unit ? " của đơn vị có bản ghi này hoặc của cấp trên" : "");
    p->detail_en = arena_printf(a, "%sOnly for %s%s.", has_role ? "" : "The token has none of the roles of this service. ",
                                words_of(a, r->route->roles, LANG_EN),
                                of_its_unit ? " of the record's unit or of a unit above it" : "");
}

static const char *join_roles(struct arena *a, unsigned roles)
{
    struct buf names;
    buf_init(&names, a, 512);
    for (int bit = 0; bit < ROLE_COUNT; bit++)
        if (roles & 1u << bit)
            buf_addf(&names, "%s%s", names.length ? "," : "", role_names[bit]);
    return names.text;
}

/* Units hold only letters, digits and '-' (checked when the token is read), so they need no quotes. */
static const char *units_literal(struct arena *a, const struct claims *claims)
{
    struct buf text;
    buf_init(&text, a, 8192);
    buf_addc(&text, '{');
    for (size_t i = 0; i < claims->unit_count; i++)
        buf_addf(&text, "%s%s", i ? "," : "", claims->units[i]);
    buf_addc(&text, '}');
    return text.text;
}

void access_axes(struct scope *scope)
{
    *scope = (struct scope){
        .axes = {{.column = "province_lineage"}, {.column = "district_lineage"}, {.column = "commune_lineage"}},
        .axis_count = UNIT_LEVELS,
        .around = {.column = "province_lineage"},
    };
}

static enum unit_level level_of(const char *name)
{
    if (strcmp(name, "province") == 0)
        return LEVEL_PROVINCE;
    return strcmp(name, "district") == 0 ? LEVEL_DISTRICT : LEVEL_COMMUNE;
}

static void append(struct buf *list, const char *item)
{
    buf_addf(list, "%s%s", list->length ? "," : "", item);
}

static void append_once(struct buf *list, const char *item)
{
    if (item && !strstr(list->text, item))
        append(list, item);
}

/* The columns of resolve_units(). */
enum { LINEAGE, LEVEL, PROVINCE, WRITABLE, COVERED, MOVED };

static void add_unit(struct scope *scope, struct arena *a, const struct rows *rows, int row)
{
    struct scope_axis *axis = &scope->axes[level_of(rows_text(rows, row, LEVEL))];
    if (rows_bool(rows, row, COVERED) || axis->count == SCOPE_MAX_VALUES)
        return;
    axis->values[axis->count++] = arena_strdup(a, rows_text(rows, row, LINEAGE));
}

static const char *array_literal(struct arena *a, const char *items)
{
    return arena_printf(a, "{%s}", items);
}

static bool has_moved(const struct rows *rows)
{
    for (int row = 0; row < rows_count(rows); row++)
        if (rows_bool(rows, row, MOVED))
            return true;
    return false;
}

static struct resolved *read_scope(struct arena *a, const struct rows *rows)
{
    struct resolved *found = arena_zero(a, sizeof *found);
    struct buf read, write, provinces;
    access_axes(&found->scope);
    buf_init(&read, a, SETTING_MAX);
    buf_init(&write, a, SETTING_MAX);
    buf_init(&provinces, a, SETTING_MAX);
    for (int row = 0; row < rows_count(rows); row++) {
        add_unit(&found->scope, a, rows, row);
        append(&read, rows_text(rows, row, LINEAGE));
        append_once(&provinces, rows_text(rows, row, PROVINCE));
        if (rows_bool(rows, row, WRITABLE))
            append(&write, rows_text(rows, row, LINEAGE));
    }
    found->read_scope = read.text;
    found->write_scope = write.text;
    found->provinces = provinces.text;
    return found;
}

static void make_arrays(struct scope *scope, struct arena *a, const char *provinces)
{
    for (struct scope_axis *axis = scope->axes; axis < scope->axes + scope->axis_count; axis++) {
        struct buf items;
        buf_init(&items, a, SETTING_MAX);
        for (int i = 0; i < axis->count; i++)
            append(&items, axis->values[i]);
        axis->array = array_literal(a, items.text);
    }
    scope->around.array = array_literal(a, provinces);
    scope->around.only = *provinces && !strchr(provinces, ',') ? provinces : NULL;
}

/* Asks the database; the result lives in `a`, which the cache keeps. */
static struct resolved *resolve(struct req *r, const char *units, struct arena *a)
{
    static const char sql[] = "select lineage, level, province_lineage, writable, covered, moved\n"
                              "from resolve_units($1::text[], today())";
    struct rows *rows = query(&r->session->db, sql, 1, &units);
    if (!rows)
        return NULL;
    struct resolved *found = read_scope(a, rows);
    make_arrays(&found->scope, a, found->provinces);
    found->scope.around.walk = has_moved(rows) ? NULL : found->scope.around.only;
    return found;
}

static void release_resolved(void *resolved)
{
    scope_cache_release(resolved);
}

static struct resolved *find_resolved(struct req *r, struct scope_cache *cache, const char *units)
{
    struct scope_moment moment;
    struct resolved *found = scope_cache_get(cache, units, &moment);
    if (found)
        return found;
    struct arena *a = arena_new();
    found = resolve(r, units, a);
    if (!found) {
        arena_free(a);
        return NULL;
    }
    found->arena = a;
    return scope_cache_put(cache, units, found, moment);
}

static void enter(struct req *r, struct resolved *found)
{
    struct session *s = r->session;
    arena_own(r->ctx.arena, found, release_resolved);
    s->scope = &found->scope;
    s->write_scope = found->write_scope;
    db_set(&s->db, "tdkt.roles", join_roles(r->ctx.arena, s->roles));
    db_set(&s->db, "tdkt.read_scope", found->read_scope);
    db_set(&s->db, "tdkt.provinces", found->provinces);
    if (r->method == HTTP_GET || r->method == HTTP_HEAD)
        return; /* only writes need the settings below; the database refuses a write without them */
    db_set(&s->db, "tdkt.subject", s->subject);
    db_set(&s->db, "tdkt.write_scope", found->write_scope);
    db_set(&s->db, "tdkt.request_id", r->ctx.request_id);
}

bool access_enter(struct req *r, struct scope_cache *cache, const struct claims *claims)
{
    struct resolved *found = find_resolved(r, cache, units_literal(r->ctx.arena, claims));
    if (found)
        enter(r, found);
    return found;
}

bool access_enter_known(struct req *r, struct scope_cache *cache, const struct claims *claims)
{
    struct scope_moment moment;
    struct resolved *found = scope_cache_get(cache, units_literal(r->ctx.arena, claims), &moment);
    if (found)
        enter(r, found);
    return found;
}
