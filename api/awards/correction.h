/*
 * correction: two recorders correct a writing mistake in a decision or an award. One says how the record should read, another of the
 * same or a higher level confirms (schema/functions/66_correction to 68). If the decision itself was wrong, the award is annulled
 * instead (annulment.h).
 *
 * Layer: api.
 */
#pragma once

#include "rest/act.h"

/* Ask for a correction, with the If-Match of the record. They answer with the correction. */
extern const struct act decision_correction, award_correction;

/* Confirm, refuse or withdraw a correction, with its If-Match. */
extern const struct act correction_confirmation, correction_refusal, correction_withdrawal;
