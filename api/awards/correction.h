/*
 * correction: a mistake of the hand in a decision or an award is corrected by two recorders: one asks, saying how the
 * record should read, another of the same or a higher level confirms (schema/migrations/0063 to 0065). What was decided wrongly
 * is annulled instead (annulment.h).
 *
 * Layer: api.
 */
#pragma once

#include "rest/perform.h"

struct req;

/* POST /v1/decisions/{id}/corrections and /v1/awards/{id}/corrections: the stage before the body, and the handler. */
bool correction_find(struct req *r);
bool correction_ask(struct req *r);

/* What may be corrected of which record; the resource of the two routes above. */
struct correctable;
extern const struct correctable correctable_decision, correctable_award;

/* The answers, on the correction's If-Match. */
extern const struct performance correction_confirmation, correction_refusal, correction_withdrawal;
