/* reports: what there is, and how each becomes a table. The words are those of the documents (schema/migrations/0053 on). */
#include "reports/csv.h"
#include "reports/report.h"

#include <string.h>

/* A column of that name, of the row's member of that name or path. */
#define SAME(column) {.name = (column), .path = (column)}
#define AT(column, where) {.name = (column), .path = (where)}

#define CELL(kind) \
    AT(kind "_state", kind "/state"), AT(kind "_count", kind "/count"), AT(kind "_stated", kind "/stated"), \
        AT(kind "_at_least", kind "/at_least")

/* One row for each title or form and each of its classes, which name it as their parent. */
static const struct csv_column award_columns[] = {
    SAME("award"),      {.name = "parent", .path = "award", .up = 1},
    SAME("name_vi"),    SAME("name_en"),
    CELL("collectives"), CELL("individuals"),
    CELL("households"), {0},
};
static const struct csv_table award_table = {.arrays = {"lines", "classes"}, .columns = award_columns};

static const struct csv_column target_columns[] = {
    SAME("id"),
    AT("unit_code", "unit/code"),
    AT("unit_name", "unit/name"),
    AT("campaign_code", "campaign/code"),
    AT("collective_name", "collective/name"),
    SAME("indicator"),
    SAME("indicator_code"),
    SAME("field"),
    SAME("measure_unit"),
    SAME("direction"),
    SAME("basis"),
    SAME("registered_value"),
    SAME("actual_value"),
    SAME("projected_value"),
    SAME("figures_on"),
    SAME("starts_on"),
    SAME("due_on"),
    SAME("priority"),
    SAME("weight"),
    SAME("state"),
    SAME("status"),
    SAME("amendments"),
    SAME("is_predecessors"),
    {0},
};
static const struct csv_table target_table = {.arrays = {"targets"}, .columns = target_columns};

/* A member of the year, with what the other parts of the review say of it. */
static const struct csv_match ranked = {"ranking/items", "member_id", "member_id"};
static const struct csv_match counted = {"targets/units", "unit/id", "unit/id"};
static const struct csv_match awarded = {"awards/units", "unit/id", "unit/id"};

#define OF(which, prefix, column) {.name = prefix column, .path = (column), .match = &(which)}

static const struct csv_column member_columns[] = {
    AT("unit_code", "unit/code"),
    AT("unit_name", "unit/name"),
    SAME("role"),
    OF(ranked, "", "rank"),
    OF(ranked, "", "tied"),
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
    {0},
};
static const struct csv_table member_table = {.arrays = {"members"}, .columns = member_columns};

/* Forms differ in their columns, so each cell is a row of its own. */
static const struct csv_match at_its_place = {.array = "columns"};
static const struct csv_column cell_columns[] = {
    {.name = "form", .path = "code", .up = 2},
    {.name = "row", .path = "code", .up = 1},
    {.name = "column", .path = "code", .up = 2, .match = &at_its_place},
    {.name = "value", .path = ""},
    {0},
};
static const struct csv_table cell_table = {
    .arrays = {"forms", "rows", "cells"}, .only_deepest = true, .columns = cell_columns};

const struct report award_summary_report = {
    .name = "award_summary",
    .function = "award_summary_report",
    .takes = TAKES_CLUSTER | TAKES_UNIT | TAKES_HEADCOUNT,
    .table = &award_table,
};

const struct report target_progress_report = {
    .name = "target_progress",
    .function = "target_progress_report",
    .takes = TAKES_CLUSTER | TAKES_UNIT,
    .table = &target_table,
};

const struct report cluster_review_report = {
    .name = "cluster_review",
    .function = "cluster_review_report",
    .takes = TAKES_CLUSTER | TAKES_HEADCOUNT,
    .table = &member_table,
};

const struct report statistics_report = {
    .name = "statistics",
    .function = "statistics_report",
    .takes = TAKES_UNIT | TAKES_YEAR,
    .table = &cell_table,
};

const struct report *report_named(const char *name)
{
    static const struct report *const every[] = {
        &award_summary_report, &target_progress_report, &cluster_review_report, &statistics_report};
    for (size_t i = 0; i < sizeof every / sizeof *every; i++)
        if (strcmp(every[i]->name, name) == 0)
            return every[i];
    return NULL;
}
