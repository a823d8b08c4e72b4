/*
 * page: a report as a page to look at.
 *
 * Layer: api.
 */
#pragma once

#include "rest/json.h"

#include <stdbool.h>

struct req;

/* Renders the document in the request's language and answers. Any report, live or frozen: "report" says which. */
bool report_page(struct req *r, const json_t *document);
