/*
 * cursor: the sort keys of a page's last row, sealed: bound to the list they came from, 400 when altered, and unreadable,
 * because proxies log addresses, and sort keys may be names of people.
 *
 * Layer: rest. base64url of what seal() makes of the values.
 */
#pragma once

#include "auth/mac.h"

#include <stdbool.h>

struct arena;

/* Equal values give the same cursor, so that the same list read twice gives the same answer. */
const char *cursor_seal(struct arena *a, const struct secret *secret, const char *binding, const char *const *values,
                        int count);

/* Fills `values` with `count` texts that live in the arena; false when it is not a cursor of this binding. */
bool cursor_open(struct arena *a, const struct secret *secret, const char *binding, const char *cursor,
                 const char **values, int count);
