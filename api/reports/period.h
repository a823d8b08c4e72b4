/*
 * period: the days a report is about, as a caller names them: a year, half or quarter, or the first and the last day.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

#define PERIOD_FORMS "2018, 2018-H1, 2018-Q4"

struct period {
    const char *from, *to; /* "2018-01-01", "2018-06-30" */
};

/* "2018", "2018-H1", "2018-Q4" → its days, in the request's arena. False: the text is no period; no problem is set. */
bool period_parse(struct req *r, const char *text, struct period *period);

/* ?period= or ?from= and ?to=, or ?year= alone. False: field errors name the parameters. */
bool period_read_params(struct req *r, bool is_year, struct period *period);
