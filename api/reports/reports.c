/* reports: all reports, by name. */
#include "reports/report.h"

#include <string.h>

const char *const report_names[] = {
#define X(name) #name,
    REPORTS(X)
#undef X
        NULL};

const struct report *report_named(const char *name)
{
    static const struct report *const every[] = {
#define X(name) &name##_report,
        REPORTS(X)
#undef X
    };
    for (size_t i = 0; i < sizeof every / sizeof *every; i++)
        if (strcmp(every[i]->name, name) == 0)
            return every[i];
    return NULL;
}

bool report_takes(const struct report *report, const char *param)
{
    for (const char *const *known = report->params; *known; known++)
        if (strcmp(*known, param) == 0)
            return true;
    return false;
}
