/*
 * report: documents that the database makes, each by one function for a scope (a cluster or a unit, and a period). The JSON answer
 * is that text unchanged. CSV, the page, a snapshot and its difference are made only from the document, so that a frozen report
 * looks exactly like a live one.
 *
 * Layer: api.
 */
#pragma once

#include "reports/page_words.h"

#include <stdbool.h>
#include <stddef.h>

struct csv_table;
struct req;

struct report {
    const char *name;          /* in the document, and in a snapshot: "award_summary" */
    const char *function;      /* function of the database, (report_scope, integer) → json */
    const char *const *params; /* query parameters, ending with NULL: "cluster", "unit", "year" or "period", "from" and "to" … */
    struct words title;        /* of the page */
    struct words title_of_year, title_of_half; /* if a year or half year has its own title */
    const struct csv_table *table;
    void (*add_body)(const struct page *p);
};

/* A collective of up to so many people is small, unless the caller asks for another number. */
#define REPORT_SMALL_HEADCOUNT "50"

/* All reports. The file of each name in this folder has the descriptor, and the parameters for the route table. */
#define REPORTS(X) X(award_summary) X(target_progress) X(cluster_review) X(statistics)

#define X(name) \
    extern const char *const name##_params[]; \
    extern const struct report name##_report;
REPORTS(X)
#undef X

/* True: the report has this query parameter. */
bool report_takes(const struct report *report, const char *param);

extern const char *const report_names[]; /* ends with NULL */

/* NULL: there is no report of that name. */
const struct report *report_named(const char *name);

/* The media types of an answer, JSON first. */
extern const char *const report_types[];

/* The stage that finds the scope: 400 for wrong parameters, 404 if there is no such scope, 403 if the caller sees only a part of it. */
bool report_find(struct req *r);

/* GET /v1/reports/…: the route's resource is a struct report. */
bool report_read(struct req *r);

/* Sets 403: the caller sees only a part of what the report covers. Returns false. */
bool report_refuse_part(struct req *r);

/* A document that the database made. Texts are borrowed and live as long as the request. */
struct document {
    const char *text;
    size_t length;
    const char *frozen; /* when and by whom it was frozen, and a note, as JSON for the page; NULL: live */
};

/* Answers with the document in the negotiated media type. */
bool report_reply(struct req *r, const struct report *report, const struct document *document);
