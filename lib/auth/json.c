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

const json_t *json_read_object(const void *text, size_t length, struct arena *a)
{
    json_t *tree = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    arena_own(a, tree, release);
    return json_is_object(tree) ? tree : NULL;
}
