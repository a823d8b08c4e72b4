/*
 * report: documents that the database makes, each by one function over a scope (a cluster or a unit, over days). The JSON answer
 * is that text as it stands; CSV, the page, a snapshot and its difference are made from the document alone, so that a frozen
 * report renders exactly as a live one.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct csv_table;
struct req;

enum report_takes {
    TAKES_CLUSTER = 1,
    TAKES_UNIT = 2,
    TAKES_YEAR = 4, /* ?year= and nothing else says when; otherwise ?period= or ?from= and ?to= */
    TAKES_HEADCOUNT = 8,
};

struct report {
    const char *name;     /* in the document, and in a snapshot: "award_summary" */
    const char *function; /* of the database, (report_scope, integer) → json */
    unsigned takes;
    const struct csv_table *table;
};

/* Headcount up to which a collective is small, unless asked otherwise. */
#define REPORT_SMALL_HEADCOUNT "50"

extern const struct report award_summary_report, target_progress_report, cluster_review_report, statistics_report;

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

/* Answers with a document in the negotiated media type. The text is borrowed and lives as long as the request. */
bool report_reply(struct req *r, const struct report *report, const char *document, size_t length);
