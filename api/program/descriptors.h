/*
 * descriptors: makes the number of file descriptors and the number of connections fit each other.
 *
 * Layer: api. Called once, before the first listener starts.
 */
#pragma once

struct config;

/* Raises the process's limit as far as needed and allowed. If that is not enough, lowers connection_limit to what fits and logs it. */
void descriptors_fit(struct config *config);
