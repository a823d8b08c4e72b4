/*
 * paper: ballots on paper in a session of the council. One person of the council enters a paper, a second one enters it again, and
 * the database compares the two (schema/functions/53_council_paper). No answer and no log shows what the paper says.
 *
 * Layer: api.
 */
#pragma once

#include "rest/act.h"

/* An act on a session. */
extern const struct act council_paper_entry;

/* Acts on a paper; If-Match has the paper's version. */
extern const struct act council_paper_confirmation, council_paper_refusal;
