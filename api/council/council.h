/*
 * council: what is done in a session of the council. Each act is one function of the database, which says whether it may
 * happen.
 *
 * Layer: api.
 */
#pragma once

#include "rest/act.h"

struct req;

/* Of a session, on its If-Match. */
extern const struct act council_opening, council_closing;

/* Of a member, on its If-Match. */
extern const struct act council_attendance;

/* Of an item. A secret ballot leaves no trace in the answer. */
extern const struct act council_recusal, council_casting, council_ballot_closing, council_result, council_reopening;

/* What a ballot may say; ends with NULL. */
extern const char *const council_votes[];

/* The minutes of a session as one document. */
bool council_minutes(struct req *r);
