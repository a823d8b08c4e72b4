/* cluster_review: the report on a cluster's members: awards, targets, ranking, pact. */
#include "base/buf.h"
#include "reports/csv.h"
#include "reports/page_sections.h"
#include "reports/report.h"

#include <stddef.h>

const char *const cluster_review_params[] = {"cluster", "period", "from", "to", "small_headcount", "bom", NULL};

/* The rows are the members of the year. Here is where the other parts of the review have the figures of a member. */
static const struct csv_match ranked = {"ranking.items", "member_id", "member_id"};
static const struct csv_match counted = {"targets.units", "unit.id", "unit.id"};
static const struct csv_match awarded = {"awards.units", "unit.id", "unit.id"};

#define OF(which, prefix, column) {.name = prefix column, .path = (column), .match = &(which)}

static const struct csv_column columns[] = {
    CSV_AT("unit_code", "unit.code"),
    CSV_AT("unit_name", "unit.name"),
    CSV_SAME("role"),
    OF(ranked, "", "rank"),
    OF(ranked, "", "tied"),
    OF(ranked, "", "women_share"),
    {.name = "tie_break", .path = "tie_break.kind", .match = &ranked},
    OF(ranked, "", "self_total"),
    OF(ranked, "", "checked_total"),
    OF(ranked, "", "confirmed_total"),
    OF(counted, "targets_", "registered"),
    OF(counted, "targets_", "met"),
    OF(counted, "targets_", "on_track"),
    OF(counted, "targets_", "at_risk"),
    OF(counted, "targets_", "unmet"),
    OF(counted, "targets_", "unknown"),
    OF(counted, "targets_", "confirmed"),
    OF(awarded, "awards_", "collectives"),
    OF(awarded, "awards_", "individuals"),
    OF(awarded, "awards_", "households"),
    CSV_AT("unit_full_name", "unit.full_name"),
    {0},
};
static const struct csv_table table = {.arrays = {"members"}, .columns = columns};

static void add_body(const struct page *p)
{
    buf_adds(p->out, "<div class=\"keys\">");
    add_award_keys(p, json_at(p->document, "awards.totals"));
    add_target_keys(p, json_at(p->document, "targets.totals"));
    buf_adds(p->out, "</div>\n");
    add_awards(p, json_at(p->document, "awards"));
    add_targets(p, json_at(p->document, "targets"));
    add_ranking(p, json_at(p->document, "ranking"));
    add_cluster(p, p->document);
}

const struct report cluster_review_report = {
    .name = "cluster_review",
    .function = "cluster_review_report",
    .params = cluster_review_params,
    .title = {"Sơ kết, tổng kết thi đua", "Review of emulation"},
    .title_of_year = {"Tổng kết công tác thi đua", "Yearly review of emulation"},
    .title_of_half = {"Sơ kết công tác thi đua", "Half-year review of emulation"},
    .table = &table,
    .add_body = add_body,
};
