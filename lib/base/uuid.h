/*
 * uuid: identifiers, version 7 (RFC 9562): they sort by the time they were made.
 *
 * Layer: base. Text form only, lower case, 36 characters.
 */
#pragma once

#include <stdbool.h>

enum { UUID_TEXT = 37 }; /* with the NUL */

void uuid_new(char out[static UUID_TEXT]);

/* True for the canonical 8-4-4-4-12 form in either case. */
bool is_uuid(const char *text);
