/*
 * paper: ballots that come on paper into a session of the council. One person of the council enters a paper, a second one enters
 * it again, and the database compares the two (schema/functions/53_council_paper); nothing of what it says is kept here or answered.
 *
 * Layer: api.
 */
#pragma once

#include "rest/act.h"

/* Into a session. */
extern const struct act council_paper_entry;

/* On the paper's If-Match. */
extern const struct act council_paper_confirmation, council_paper_refusal;
