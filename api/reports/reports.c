/* reports: what there is, and how each becomes a table. The words are those of the documents (schema/migrations/0053 on). */
#include "reports/csv.h"
#include "reports/report.h"

#define CELL(kind) \
    {.name = kind "_state", .path = kind "/state"}, {.name = kind "_count", .path = kind "/count"}, \
        {.name = kind "_stated", .path = kind "/stated"}, {.name = kind "_at_least", .path = kind "/at_least"}

/* One row for each title or form and each of its classes, which name it as their parent. */
static const struct csv_column award_columns[] = {
    {.name = "award", .path = "award"},
    {.name = "parent", .path = "award", .up = 1},
    {.name = "name_vi", .path = "name_vi"},
    {.name = "name_en", .path = "name_en"},
    CELL("collectives"),
    CELL("individuals"),
    CELL("households"),
    {0},
};

static const struct csv_table award_table = {.arrays = {"lines", "classes"}, .columns = award_columns};

const struct report award_summary_report = {
    .name = "award_summary",
    .function = "award_summary_report",
    .takes = TAKES_CLUSTER | TAKES_UNIT | TAKES_HEADCOUNT,
    .table = &award_table,
};
