/*
 * report: documents that the database makes, each by one function over a scope (a cluster or a unit, over days). The JSON answer
 * is that text as it stands; CSV, the page, a snapshot and its difference are made from the document alone, so that a frozen
 * report renders exactly as a live one.
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
    const char *function;      /* of the database, (report_scope, integer) → json */
    const char *const *params; /* of its query, ending with NULL: "cluster", "unit", "year" or "period", "from" and "to" … */
    struct words title;        /* of its page */
    struct words title_of_year, title_of_half; /* where such a period has a title of its own */
    const struct csv_table *table;
    void (*add_body)(const struct page *p);
};

/* Headcount up to which a collective is small, unless asked otherwise. */
#define REPORT_SMALL_HEADCOUNT "50"

/* Every report: the file of that name in this folder has its descriptor and the parameters that the route table names. */
#define REPORTS(X) X(award_summary) X(target_progress) X(cluster_review) X(statistics)

#define X(name) \
    extern const char *const name##_params[]; \
    extern const struct report name##_report;
REPORTS(X)
#undef X

/* Its query knows that parameter. */
bool report_takes(const struct report *report, const char *param);

extern const char *const report_names[]; /* ends with NULL */

/* NULL: there is none of that name. */
const struct report *report_named(const char *name);

/* What a report can be answered as, JSON first. */
extern const char *const report_types[];

/* The stage that finds the scope: 400 for its parameters, 404 when it is not there, 403 for who would see a part of it. */
bool report_find(struct req *r);

/* GET /v1/reports/…: the route's resource is a struct report. */
bool report_read(struct req *r);

/* 403: the caller would see a part of what it covers. Returns false. */
bool report_refuse_part(struct req *r);

/* A document of the database: texts are borrowed and live as long as the request. */
struct document {
    const char *text;
    size_t length;
    const char *frozen; /* what its page says of when and by whom it was frozen, as JSON; NULL: live */
};

/* Answers with the document in the negotiated media type. */
bool report_reply(struct req *r, const struct report *report, const struct document *document);
