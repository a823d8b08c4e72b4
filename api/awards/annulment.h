/*
 * annulment: takes an award back, by a decision and on one of the four grounds of the law. The award stays on record, as annulled.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/* POST /v1/awards/{id}/annulment: 201 with the annulment, and in "recheck" the awards and nominations that counted this award. */
bool annulment_create(struct req *r);

/* GET /v1/awards/{id}/annulment */
bool annulment_read(struct req *r);
