/*
 * publication: a decision recorded without its day of publication gets it later, once. From then on readers see the names of
 * who received its awards.
 *
 * Layer: api.
 */
#pragma once

#include "rest/act.h"

extern const struct act decision_publication;
