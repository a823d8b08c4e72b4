/*
 * act: what a province does with its lists for public consultation: publish, close with the result in writing, answer an opinion. The
 * database says when each may happen (schema/functions/46_consultation, 48_consultation_opinion).
 *
 * Layer: api.
 */
#pragma once

#include "rest/act.h"

struct req;

/* GET …/opinions and …/opinions/{opinion_id}: row security also shows an opinion to the person who recorded it. */
bool consultation_opinion_list(struct req *r);
bool consultation_opinion_read(struct req *r);

extern const struct act consultation_publication, consultation_closing, consultation_answer;
