/*
 * correction: a mistake of the hand in a decision or an award is corrected by two recorders: one asks, saying how the
 * record should read, another of the same or a higher level confirms (schema/functions/66_correction to 68). What was decided wrongly
 * is annulled instead (annulment.h).
 *
 * Layer: api.
 */
#pragma once

#include "rest/act.h"

/* What is asked of a record, on its If-Match; the answer is the correction. */
extern const struct act decision_correction, award_correction;

/* The answers, on the correction's If-Match. */
extern const struct act correction_confirmation, correction_refusal, correction_withdrawal;
