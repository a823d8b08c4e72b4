/*
 * transfer: a dossier whose unit has ended goes on with the unit that took over. The province there says so.
 *
 * Layer: api.
 */
#pragma once

#include "rest/perform.h"

extern const struct performance dossier_transfer;
