/*
 * scope_listener: empties the cache of callers' units as soon as the database says that a unit changed (functions/10_unit).
 *
 * Layer: api.
 */
#pragma once

struct config;
struct listener;
struct scope_cache;

/* The caller frees it with listener_free(). */
struct listener *scope_listener_new(struct scope_cache *scopes, const struct config *config);
