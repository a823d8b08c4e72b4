/* award_summary: the report of the awards given, by title or form. */
#include "base/buf.h"
#include "reports/csv.h"
#include "reports/page_sections.h"
#include "reports/report.h"

#include <stddef.h>

const char *const award_summary_params[] = {"cluster", "unit", "period", "from", "to", "predecessors",
                                           "small_headcount", "bom", NULL};

#define CELL(kind) \
    CSV_AT(kind "_state", kind ".state"), CSV_AT(kind "_count", kind ".count"), CSV_AT(kind "_stated", kind ".stated"), \
        CSV_AT(kind "_at_least", kind ".at_least")

/* One row for each title or form, and one for each of its classes, which name it as their parent. */
static const struct csv_column columns[] = {
    CSV_SAME("award_class_code"), {.name = "parent", .path = "award_class_code", .up = 1},
    CSV_SAME("name_vi"),    CSV_SAME("name_en"),
    CELL("collectives"), CELL("individuals"),
    CELL("households"), {0},
};
static const struct csv_table table = {.arrays = {"lines", "classes"}, .columns = columns};

static void add_body(const struct page *p)
{
    buf_adds(p->out, "<div class=\"keys\">");
    add_award_keys(p, json_at(p->document, "totals"));
    buf_adds(p->out, "</div>\n");
    add_awards(p, p->document);
}

const struct report award_summary_report = {
    .name = "award_summary",
    .function = "award_summary_report",
    .params = award_summary_params,
    .title = {"Tổng hợp kết quả khen thưởng", "Award summary"},
    .table = &table,
    .add_body = add_body,
};
