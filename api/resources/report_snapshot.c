/* report_snapshot: a frozen report without its document, which has an address of its own (reports/snapshot.h). */
#include "reports/report.h"
#include "resources/resources.h"

static const struct field fields[] = {
    FIELD_ENUM("report", report_names, READ_ONLY | FILTER),
    FIELD_REF("cluster_id", READ_ONLY | FILTER),
    FIELD_REF("unit_id", READ_ONLY | FILTER),
    FIELD_DERIVED("period", "report_period(t.period_from, t.period_to) ->> 'label'"),
    FIELD_DATE("period_from", READ_ONLY | RANGE),
    FIELD_DATE("period_to", READ_ONLY | RANGE),
    FIELD_SHOWN("predecessors", FIELD_TYPE_BOOL, 0),
    FIELD_INT("small_headcount", 1, 100000, READ_ONLY),
    FIELD_TEXT("note", 0, 2000, READ_ONLY),
    FIELD_TEXT("frozen_by", 1, 200, READ_ONLY),
    FIELD_SHOWN("created_at", FIELD_TYPE_TIME, SORT | RANGE),
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"report_snapshot_period_check", "period", FIELD_ERROR_RULE, NULL},
    {"report_snapshot_predecessors_check", "predecessors", FIELD_ERROR_RULE, NULL},
    {"report_snapshot_small_headcount_check", "small_headcount", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct resource report_snapshot = {
    .name = "report-snapshots",
    .table = "report_snapshot",
    .fields = fields,
    .scope = SCOPE_OWN,
    .sort = "-created_at",
    .constraints = constraints,
};
