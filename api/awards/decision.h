/*
 * decision: one-step entry of a decision with its awards, and reading it back with them.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/* POST /v1/decisions: the decision and all its awards, or nothing. */
bool decision_create(struct req *r);

/* GET /v1/decisions/{id}: with the awards that the caller may see. */
bool decision_read(struct req *r);
