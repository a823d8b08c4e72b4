/*
 * council: what is done in a session of the council. Each act is one function of the database, which refuses what may not
 * happen.
 *
 * Layer: api.
 */
#pragma once

#include "rest/act.h"

struct req;

/* Acts on a session; If-Match has the session's version. */
extern const struct act council_opening, council_closing;

/* An act on a member; If-Match has the member's version. */
extern const struct act council_attendance;

/* Acts on an item. The answer to a secret ballot shows nothing of it. */
extern const struct act council_recusal, council_ballot, council_ballot_closing, council_result, council_reopening;

/* The choices of a ballot; ends with NULL. */
extern const char *const council_votes[];

/* The minutes of a session as one document. */
bool council_minutes(struct req *r);
