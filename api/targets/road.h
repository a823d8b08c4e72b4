/*
 * road: how a registered target comes to count: the level above its registrant confirms it or returns it, and after that it
 * changes by amendments only, each confirmed again. Whether an act may happen is the database's word
 * (schema/functions/33_target_act); so is which edit may, and the generic handlers are here again because their refusals tell it.
 *
 * Layer: api.
 */
#pragma once

#include "rest/act.h"

struct req;

extern const struct act target_confirmation, target_return, target_amendment;

bool target_replace(struct req *r);
bool target_patch(struct req *r);
bool target_delete(struct req *r);
