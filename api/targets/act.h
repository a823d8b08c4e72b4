/*
 * act: what is done with a registered target. The level above its registrant confirms or returns it; a confirmed target
 * changes by amendments only, and each of those is confirmed again. The database says whether an act may happen
 * (schema/functions/33_target_act).
 *
 * Layer: api.
 */
#pragma once

#include "rest/act.h"

extern const struct act target_confirmation, target_return, target_amendment;
