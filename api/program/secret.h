/*
 * secret: the key of the installation, and whether it is the same as that of the other instances.
 *
 * Layer: api.
 */
#pragma once

#include "auth/mac.h"

struct config;
struct db;

/* Makes the key from TDKT_SECRET, which may have any length. */
void secret_take(struct secret *secret, const struct config *config);

enum secret_standing { SECRET_FITS, SECRET_DIFFERS, SECRET_UNASKED };

/*
 * Compares the secret with the mark in the database. `leaves_mark`: if there is no mark yet, stores that of this secret.
 * SECRET_UNASKED: the database could not be asked, and the problem is set.
 */
enum secret_standing secret_compare(struct db *db, const struct secret *secret, bool leaves_mark);
