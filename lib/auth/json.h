/*
 * json: the one way this layer reads JSON: whole, no member twice, no NUL in a string.
 *
 * Layer: auth, private.
 */
#pragma once

#include <jansson.h>
#include <stddef.h>

struct arena;

/* The tree belongs to the arena. NULL: not an object (or list) that this layer accepts. */
const json_t *json_read_object(const void *text, size_t length, struct arena *a);
const json_t *json_read_list(const void *text, size_t length, struct arena *a);

/* Hands a tree to the arena. Returns it. */
json_t *json_keep(json_t *tree, struct arena *a);
