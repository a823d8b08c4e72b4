/*
 * page: a report as one self-contained page to look at: on a phone, on a wall, printed on A4. It has no script and loads nothing.
 *
 * Layer: api. The page is made only from the report's document, so that a frozen report looks as it did when it was live. What the
 * document does not know is shown as "nhiều" or "—", never as 0.
 */
#pragma once

#include "base/problem.h"
#include "reports/document.h"

#include <stdbool.h>

struct buf;
struct report;
struct req;

/* Appends the whole page. `document` is borrowed: the report's answer, perhaps with "frozen": {"at", "by",
 * "note"}. */
void page_write(struct buf *out, const struct report *report, const json_t *document, enum lang lang);

/* Answers 200 with the page in the request's language. Returns as reply_with() does. */
bool report_page(struct req *r, const struct report *report, const json_t *document);
