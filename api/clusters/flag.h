/*
 * flag: nominates a member of a cluster for the flag, if the ranking gives the member one of the flag places.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/*
 * 201 with the draft nomination, its Location and ETag. The ordinary rules of nominations hold. If the ranking does not allow it:
 * 409 with current_state of the ranking, "open" or "final".
 */
bool cluster_flag_create(struct req *r);
