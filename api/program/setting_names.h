/*
 * setting_names: finds environment variables that look like settings but are not.
 *
 * Layer: api. Without this a misspelt setting would have no effect, and nobody would notice.
 */
#pragma once

struct findings;

/* Adds one warning for each unknown name that begins with TDKT_, with the known name that is most like it. */
void setting_names_check(struct findings *findings);
