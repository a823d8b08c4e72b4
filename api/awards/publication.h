/*
 * publication: adds the day of publication to a decision that was recorded without it, once. From then on readers see the names of
 * the recipients of its awards.
 *
 * Layer: api.
 */
#pragma once

#include "rest/act.h"

extern const struct act decision_publication;
