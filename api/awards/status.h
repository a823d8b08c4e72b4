/*
 * status: what the holder of a short code may learn, for the mobile client: stage, dates, award, decision number. Nothing more.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/* GET /v1/award-status/{code} */
bool award_status_read(struct req *r);
