/*
 * move: a person moves to another unit. The receiving unit asks; the giving unit, or a unit above it, releases or refuses; the
 * receiving unit may withdraw (schema/functions/23_individual_move).
 *
 * Layer: api.
 */
#pragma once

#include "rest/act.h"

/*
 * POST /v1/individual-moves. A person may be named by the citizen id. That use is counted and recorded as a look-up, also when the
 * request is refused.
 */
bool move_create(struct req *r);

extern const struct act move_release, move_refusal, move_withdrawal;

/* Finds the history of positions of a person who is, or was, in the caller's units; otherwise 404. */
bool positions_find(struct req *r);
