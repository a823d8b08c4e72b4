/* statistics: the report made from the ministry's forms (resources/statistics_form.c). */
#include "reports/csv.h"
#include "reports/page_sections.h"
#include "reports/report.h"

#include <stddef.h>

const char *const statistics_params[] = {"unit", "year", "predecessors", "bom", NULL};

/* Forms differ in their columns, so each cell is a row of its own. */
static const struct csv_match at_its_place = {.array = "columns"};
static const struct csv_column columns[] = {
    {.name = "form", .path = "code", .up = 2},
    {.name = "row", .path = "code", .up = 1},
    {.name = "column", .path = "code", .up = 2, .match = &at_its_place},
    {.name = "value", .path = ""},
    {0},
};
static const struct csv_table table = {
    .arrays = {"forms", "rows", "cells"}, .only_deepest = true, .columns = columns};

static void add_body(const struct page *p)
{
    add_forms(p, json_at(p->document, "forms"));
}

const struct report statistics_report = {
    .name = "statistics",
    .function = "statistics_report",
    .params = statistics_params,
    .title = {"Thống kê thi đua, khen thưởng", "Statistics of emulation and commendation"},
    .table = &table,
    .add_body = add_body,
};
