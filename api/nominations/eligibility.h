/*
 * eligibility: whether a collective, an individual or the subject of a nomination meets the dated rules of an award class. The answer
 * is advice and shows what was counted; it never blocks anything.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/* GET /v1/collectives/{id}/eligibility?award_class_code=…&on=… */
bool collective_eligibility(struct req *r);

/* GET /v1/individuals/{id}/eligibility?award_class_code=…&on=… */
bool individual_eligibility(struct req *r);

/* GET /v1/nominations/{id}/eligibility: by the law of the day that counts for the nomination */
bool nomination_eligibility(struct req *r);
