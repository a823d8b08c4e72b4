/*
 * json: see json.h. Jansson's default refuses bytes after the object, "\u0000", invalid UTF-8, and integers beyond
 * 64 bits; it must be asked to refuse repeated members.
 */
#include "auth/json.h"

#include "base/arena.h"

static void release(void *tree)
{
    json_decref(tree);
}

json_t *json_keep(json_t *tree, struct arena *a)
{
    return arena_own(a, tree, release);
}

static const json_t *read_any(const void *text, size_t length, struct arena *a)
{
    return json_keep(json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL), a);
}

const json_t *json_read_object(const void *text, size_t length, struct arena *a)
{
    const json_t *tree = read_any(text, length, a);
    return json_is_object(tree) ? tree : NULL;
}

const json_t *json_read_list(const void *text, size_t length, struct arena *a)
{
    const json_t *tree = read_any(text, length, a);
    return json_is_array(tree) ? tree : NULL;
}
