/* resource: see resource.h. */
#include "rest/resource.h"

#include "base/arena.h"

#include <string.h>

static bool hides_a_field(const struct resource *res, unsigned roles)
{
    for (const struct field *f = res->fields; f->type != FIELD_TYPE_END; f++)
        if (!field_is_read_by(f, roles))
            return true;
    return false;
}

static bool reads_view(const struct resource *res, unsigned roles)
{
    return res->view && !(roles & res->table_readers);
}

/* Every column of a view has the name of its member. */
static const struct field *shown_fields(struct arena *a, const struct resource *res, unsigned roles)
{
    size_t count = 0, shown = 0;
    while (res->fields[count].type != FIELD_TYPE_END)
        count++;
    struct field *fields = arena_zero(a, (count + 1) * sizeof *fields);
    for (size_t i = 0; i < count; i++) {
        if (!field_is_read_by(&res->fields[i], roles))
            continue;
        fields[shown] = res->fields[i];
        if (reads_view(res, roles))
            fields[shown].read = NULL;
        shown++;
    }
    fields[shown].type = FIELD_TYPE_END;
    return fields;
}

const struct resource *resource_shown(struct arena *a, const struct resource *res, unsigned roles)
{
    if (!reads_view(res, roles) && !hides_a_field(res, roles))
        return res;
    struct resource *shown = arena_alloc(a, sizeof *shown);
    *shown = *res;
    shown->fields = shown_fields(a, res, roles);
    if (reads_view(res, roles)) {
        shown->table = res->view;
        shown->search = shown->search_sort = NULL;
    }
    return shown;
}
