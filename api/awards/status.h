/*
 * status: what the holder of a short code, of a nomination or an award, may learn, for the mobile client: the state, the award class,
 * the kind of recipient, the decision's number and days, and the states that were reached, with their days. Nothing more.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/* GET /v1/award-status/{code} */
bool award_status_read(struct req *r);

/* Sets session->kept if an answer for the same code and rights is kept (kept_status.h). */
void award_status_find_kept(struct req *r);
