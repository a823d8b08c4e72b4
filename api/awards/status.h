/*
 * status: what the holder of a short code may learn, for the mobile client: stages with their days, award,
 * decision number. Nothing more. The code is a nomination's or an award's.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/* GET /v1/award-status/{code} */
bool award_status_read(struct req *r);

/* The same, where it was answered already for the same rights (kept_status.h). */
void award_status_find_kept(struct req *r);
