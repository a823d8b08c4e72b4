/*
 * refusal: what a 409 about a nomination tells besides its reason: where the nomination stands (current_state), what its
 * caller may do there (allowed), and the warnings that must be weighed (contract §4.3).
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/*
 * Adds the members to a problem that a rule of the state raised; other problems stay as they are. `on`: the day for which was
 * asked; NULL: today. Returns false, like everything that refuses.
 */
bool refuse_state(struct req *r, const char *nomination_id, const char *on);
