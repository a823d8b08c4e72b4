/*
 * claim_path: see claim_path.h.
 */
#include "auth/claim_path.h"

#include <string.h>

const json_t *claim_find(const json_t *object, const char *path)
{
    const json_t *found = json_object_get(object, path);
    for (const char *dot = strchr(path, '.'); !found && dot; dot = strchr(dot + 1, '.')) {
        const json_t *inner = json_object_getn(object, path, (size_t)(dot - path));
        if (json_is_object(inner))
            found = claim_find(inner, dot + 1);
    }
    return found;
}
