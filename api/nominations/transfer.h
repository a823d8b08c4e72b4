/*
 * transfer: a dossier whose unit has ended goes on with the unit that took over. The province there says so.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/* 201 with the dossier in its new place. */
bool dossier_transfer(struct req *r);
