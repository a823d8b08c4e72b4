/*
 * descriptors: as many as the connections need, or as many connections as there are descriptors for.
 *
 * Layer: api. Once, before the first listener.
 */
#pragma once

struct config;

/* Raises the process's limit as far as is needed and allowed; lowers connection_limit to what fits, and says so in the log. */
void descriptors_fit(struct config *config);
