/*
 * flag: what a cluster proposes from its ranking: a nomination for the flag, of a member within its places.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/*
 * 201 with the draft nomination, its Location and ETag. It is made by the ordinary rules of nominations, and refused with
 * 409 (current_state of the ranking: open or final) where the ranking does not bear it out.
 */
bool cluster_flag_create(struct req *r);
