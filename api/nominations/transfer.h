/*
 * transfer: a dossier whose unit has ended goes on with the unit that took over. The province there says so.
 *
 * Layer: api.
 */
#pragma once

#include "rest/act.h"

extern const struct act dossier_transfer;
