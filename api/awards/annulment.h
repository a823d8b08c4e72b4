/*
 * annulment: an award taken back, by a decision of its own and on one of the four grounds of the law. The award stays.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/* POST /v1/awards/{id}/annulment: 201 with the annulment and what counted on the award, to be looked at again. */
bool annulment_create(struct req *r);

/* GET /v1/awards/{id}/annulment */
bool annulment_read(struct req *r);
