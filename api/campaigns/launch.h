/*
 * launch: a reviewer of the level of its unit launches a campaign that was prepared as a draft. The database says who that is, and
 * what a launched campaign may still change (schema/functions/29_campaign).
 *
 * Layer: api.
 */
#pragma once

#include "rest/act.h"

extern const struct act campaign_launch;
