/*
 * json: the one way this layer reads JSON: an object, whole, no member twice, no NUL in a string.
 *
 * Layer: auth, private.
 */
#pragma once

#include <jansson.h>
#include <stddef.h>

struct arena;

/* The tree belongs to the arena. NULL: not such an object. */
const json_t *json_read_object(const void *text, size_t length, struct arena *a);
