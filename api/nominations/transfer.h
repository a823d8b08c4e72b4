/*
 * transfer: gives a dossier whose unit has ended to the unit that took over, and takes a mistaken transfer back. The reviewers of the
 * province do it.
 *
 * Layer: api.
 */
#pragma once

#include "rest/act.h"

extern const struct act dossier_transfer_act, dossier_take_back;
