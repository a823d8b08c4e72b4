/*
 * secret: the installation's key, and whether it is the one that the other instances have.
 *
 * Layer: api.
 */
#pragma once

#include "auth/mac.h"

struct config;
struct db;

/* From TDKT_SECRET, whatever its length. */
void secret_take(struct secret *secret, const struct config *config);

enum secret_standing { SECRET_FITS, SECRET_DIFFERS, SECRET_UNASKED };

/*
 * Against the mark in the database. `leaves_mark`: where there is none, this secret is the one from now on.
 * SECRET_UNASKED: the database could not be asked, and the problem is set.
 */
enum secret_standing secret_compare(struct db *db, const struct secret *secret, bool leaves_mark);
