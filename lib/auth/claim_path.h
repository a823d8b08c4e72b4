/*
 * claim_path: a claim by its name, or by a path such as "realm_access.roles".
 *
 * Layer: auth, private.
 */
#pragma once

#include <jansson.h>

/*
 * First looks for a member whose whole name is `path` (the dots of "https://a.example/roles" are part of a name); then, dot by
 * dot, for members of members, whose names may have dots too. NULL: there is none.
 */
const json_t *claim_find(const json_t *object, const char *path);
