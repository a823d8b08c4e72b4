/*
 * setting_names: variables of the environment that look like settings and are none.
 *
 * Layer: api. A misspelt limit or address would be as if it had not been set.
 */
#pragma once

struct findings;

/* One warning for each unknown name that begins with TDKT_, with the known name that is nearest. */
void setting_names_check(struct findings *findings);
