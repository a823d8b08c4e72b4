/* period: see period.h. */
#include "reports/period.h"

#include "base/arena.h"
#include "http/req.h"
#include "resources/fields.h"
#include "rest/decode.h"

#include <ctype.h>
#include <string.h>

static const struct field date_field = FIELD_DATE("date", 0);
static const struct field year_field = FIELD_YEAR(0);

/* The text after the year, and the first and last day it stands for. */
static const struct part {
    const char *suffix, *first, *last;
} parts[] = {
    {"", "01-01", "12-31"},    {"-H1", "01-01", "06-30"}, {"-H2", "07-01", "12-31"}, {"-Q1", "01-01", "03-31"},
    {"-Q2", "04-01", "06-30"}, {"-Q3", "07-01", "09-30"}, {"-Q4", "10-01", "12-31"},
};

static bool begins_with_year(const char *text)
{
    for (int i = 0; i < 4; i++)
        if (!isdigit((unsigned char)text[i]))
            return false;
    return strncmp(text, "1945", 4) >= 0 && strncmp(text, "2100", 4) <= 0;
}

bool period_parse(struct req *r, const char *text, struct period *period)
{
    if (!begins_with_year(text))
        return false;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(text + 4, parts[i].suffix) != 0)
            continue;
        period->from = arena_printf(r->ctx.arena, "%.4s-%s", text, parts[i].first);
        period->to = arena_printf(r->ctx.arena, "%.4s-%s", text, parts[i].last);
        return true;
    }
    return false;
}

static bool refuse(struct req *r, const char *name, enum field_code code, const char *hint)
{
    return fail_field(&r->ctx, AT_PARAMETER, name, code, hint);
}

static const char *read_day(struct req *r, const char *name)
{
    const char *text = req_param(r, name);
    if (text)
        return decode_param(r, &date_field, name, text);
    refuse(r, name, FIELD_ERROR_REQUIRED, NULL);
    return NULL;
}

static bool read_days(struct req *r, struct period *period)
{
    period->from = read_day(r, "from");
    period->to = read_day(r, "to");
    if (!period->from || !period->to)
        return false;
    return strcmp(period->from, period->to) <= 0 || refuse(r, "to", FIELD_ERROR_RANGE, said(&r->ctx, "ngày đầu không được sau ngày cuối",
                           "the first day must not be after the last"));
}

static bool read_year(struct req *r, struct period *period)
{
    const char *text = req_param(r, "year");
    if (!text)
        return refuse(r, "year", FIELD_ERROR_REQUIRED, NULL);
    text = decode_param(r, &year_field, "year", text);
    return text && period_parse(r, text, period);
}

bool period_read_params(struct req *r, bool is_year, struct period *period)
{
    if (is_year)
        return read_year(r, period);
    const char *text = req_param(r, "period");
    bool has_days = req_param(r, "from") || req_param(r, "to");
    if (has_days && text)
        return refuse(r, "period", FIELD_ERROR_RULE, said(&r->ctx, "Nêu kỳ báo cáo hoặc hai ngày, không nêu cả hai",
                           "Give the period or the two days, not both"));
    if (has_days)
        return read_days(r, period);
    if (!text)
        return refuse(r, "period", FIELD_ERROR_REQUIRED, NULL);
    return period_parse(r, text, period) || refuse(r, "period", FIELD_ERROR_FORMAT, PERIOD_FORMS);
}
