/*
 * scope_listener: what is kept of callers' units is forgotten as soon as the database says that a unit changed (functions/10_unit).
 *
 * Layer: api.
 */
#pragma once

struct config;
struct listener;
struct scope_cache;

/* Give it to listener_free(). */
struct listener *scope_listener_new(struct scope_cache *scopes, const struct config *config);
