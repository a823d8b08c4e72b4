/*
 * uuid: identifiers, version 7 (RFC 9562): they sort in the order in which this process made them.
 *
 * Layer: base. Thread-safe. Text form only, lower case, 36 characters.
 */
#pragma once

#include <stdbool.h>

enum { UUID_TEXT = 37 }; /* with the NUL */

void uuid_new(char out[static UUID_TEXT]);

/* True for the canonical 8-4-4-4-12 form in either case. */
bool is_uuid(const char *text);
