/* target_progress: the report of the registered targets and their results. */
#include "base/buf.h"
#include "reports/csv.h"
#include "reports/page_sections.h"
#include "reports/report.h"

#include <stddef.h>

const char *const target_progress_params[] = {"cluster", "unit", "period", "from", "to", "predecessors", "bom", NULL};

static const struct csv_column columns[] = {
    CSV_SAME("id"),
    CSV_AT("unit_code", "unit.code"),
    CSV_AT("unit_name", "unit.name"),
    CSV_AT("campaign_code", "campaign.code"),
    CSV_AT("collective_name", "collective.name"),
    CSV_SAME("indicator"),
    CSV_SAME("indicator_code"),
    CSV_SAME("field"),
    CSV_SAME("measure_unit"),
    CSV_SAME("direction"),
    CSV_SAME("basis"),
    CSV_SAME("registered_value"),
    CSV_SAME("actual_value"),
    CSV_SAME("projected_value"),
    CSV_SAME("figures_on"),
    CSV_SAME("starts_on"),
    CSV_SAME("due_on"),
    CSV_SAME("priority"),
    CSV_SAME("weight"),
    CSV_SAME("state"),
    CSV_SAME("status"),
    CSV_SAME("amendments"),
    CSV_SAME("is_predecessors"),
    CSV_AT("unit_full_name", "unit.full_name"),
    {0},
};
static const struct csv_table table = {.arrays = {"targets"}, .columns = columns};

static void add_body(const struct page *p)
{
    buf_adds(p->out, "<div class=\"keys\">");
    add_target_keys(p, json_at(p->document, "totals"));
    buf_adds(p->out, "</div>\n");
    add_targets(p, p->document);
}

const struct report target_progress_report = {
    .name = "target_progress",
    .function = "target_progress_report",
    .params = target_progress_params,
    .title = {"Tiến độ thực hiện chỉ tiêu thi đua", "Progress of registered targets"},
    .table = &table,
    .add_body = add_body,
};
