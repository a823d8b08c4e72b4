/*
 * claim_path: a claim by its name, or by a path such as "realm_access.roles".
 *
 * Layer: auth, private.
 */
#pragma once

#include <jansson.h>

/*
 * A member whose whole name is `path` ("https://example/roles" has dots and is no path) comes first; then, dot by dot,
 * members of members, whose own names may have dots too. NULL: there is none.
 */
const json_t *claim_find(const json_t *object, const char *path);
