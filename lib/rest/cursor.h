/*
 * cursor: the sort keys of a page's last row, sealed: bound to the list they came from, 400 when altered, and unreadable,
 * because addresses are kept in the logs of proxies and keys are names of people.
 *
 * Layer: rest. base64url of what seal() makes of the values.
 */
#pragma once

#include "auth/mac.h"

#include <stdbool.h>

struct arena;

/* The same for the same values: a list read twice is the same answer. */
const char *cursor_seal(struct arena *a, const struct secret *secret, const char *binding, const char *const *values,
                        int count);

/* Fills `values` with `count` texts that live in the arena; false when it is not a cursor of this binding. */
bool cursor_open(struct arena *a, const struct secret *secret, const char *binding, const char *cursor,
                 const char **values, int count);
