/* page_targets: the registered targets and their results, by unit and by indicator. */
#include "reports/page_sections.h"

#include "base/buf.h"

#include <stdio.h>
#include <string.h>

#define STATUS_COLUMNS \
    {"met", {"Đạt", "Met"}, show_number, true}, {"on_track", {"Đúng tiến độ", "On track"}, show_number, true}, \
        {"at_risk", {"Có nguy cơ", "At risk"}, show_number, true}, \
        {"unmet", {"Không đạt", "Unmet"}, show_number, true}, \
    { \
        "unknown", {"Chưa có số liệu", "No figures"}, show_number, true \
    }

static const struct column unit_columns[] = {
    {"", {"Đơn vị", "Unit"}, show_unit, false},
    {"registered", {"Đăng ký", "Registered"}, show_number, true},
    {"confirmed", {"Đã xác nhận", "Confirmed"}, show_number, true},
    STATUS_COLUMNS,
    {"weight", {"Trọng số", "Weight"}, show_number, true},
    {"weight_met", {"Trọng số đạt", "Weight met"}, show_number, true},
    {0},
};

static void show_direction(const struct page *p, const json_t *value)
{
    bool is_ceiling = json_is_string(value) && strcmp(json_string_value(value), "at_most") == 0;
    buf_adds(p->out, is_ceiling ? "≤" : "≥");
}

static void show_basis(const struct page *p, const json_t *value)
{
    add_escaped(p->out, name_of(p, basis_names, json_is_string(value) ? json_string_value(value) : "—"));
}

static const struct column indicator_columns[] = {
    {"indicator", {"Chỉ tiêu", "Indicator"}, show_text, false},
    {"field", {"Lĩnh vực", "Field"}, show_field, false},
    {"measure_unit", {"Đơn vị tính", "Measured in"}, show_text, false},
    {"basis", {"Cách tính", "Basis"}, show_basis, false},
    {"targets", {"Đăng ký", "Registered"}, show_number, true},
    STATUS_COLUMNS,
    {"registered_sum", {"Tổng đăng ký", "Sum registered"}, show_number, true},
    {"actual_sum", {"Tổng thực hiện", "Sum actual"}, show_number, true},
    {"projected_sum", {"Tổng dự kiến", "Sum projected"}, show_number, true},
    {0},
};

/* The unit, the collective if one registered the target, and the mark of a predecessor. */
static void show_registrant(const struct page *p, const json_t *target)
{
    const char *collective = json_text(target, "collective.name");
    show_body(p, json_at(target, "unit"));
    if (*collective)
        buf_adds(p->out, "<br><small>");
    add_escaped(p->out, collective);
    buf_adds(p->out, *collective ? "</small>" : "");
    if (json_is_true(json_at(target, "is_predecessors")))
        buf_addf(p->out, "<br><small>%s</small>", say(p, "đơn vị tiền thân", "predecessor"));
}

static void show_indicator(const struct page *p, const json_t *target)
{
    if (json_is_true(json_at(target, "priority")))
        buf_addf(p->out, "<abbr title=\"%s\">★</abbr> ", say(p, "trọng tâm", "priority"));
    add_escaped(p->out, json_text(target, "indicator"));
}

#define TARGET_COLUMNS \
    {"", {"Chỉ tiêu", "Indicator"}, show_indicator, false}, {"", {"Đơn vị", "Unit"}, show_registrant, false}, \
        {"measure_unit", {"Đơn vị tính", "Measured in"}, show_text, false}, \
        {"direction", {"", ""}, show_direction, false}, \
        {"registered_value", {"Đăng ký", "Registered"}, show_number, true}, \
        {"actual_value", {"Thực hiện", "Actual"}, show_number, true}, \
        {"projected_value", {"Dự kiến cả kỳ", "Projected"}, show_number, true}, \
        {"figures_on", {"Số liệu đến", "Figures of"}, show_date, true}, \
    { \
        "status", {"Đánh giá", "Status"}, show_status, false \
    }

static const struct column danger_columns[] = {TARGET_COLUMNS, {0}};

static const struct column target_columns[] = {
    TARGET_COLUMNS,
    {"state", {"Đăng ký là", "Registration"}, show_state, false},
    {0},
};

static bool is_in_danger(const json_t *target)
{
    const char *status = json_text(target, "status");
    return json_is_true(json_at(target, "priority")) &&
           (strcmp(status, "at_risk") == 0 || strcmp(status, "unmet") == 0);
}

/* What a conference asks first: the priority targets that are at risk or unmet. */
static void add_in_danger(const struct page *p, const json_t *targets)
{
    size_t rows = 0;
    for (size_t i = 0; i < json_array_size(targets); i++) {
        if (!is_in_danger(json_array_get(targets, i)))
            continue;
        if (rows++ == 0) {
            buf_addf(p->out, "<h3>%s</h3>\n", say(p, "Chỉ tiêu trọng tâm cần tập trung", "Priorities in danger"));
            open_table(p, "in-danger", danger_columns);
        }
        add_row(p, json_array_get(targets, i), danger_columns, "");
    }
    if (rows)
        close_table(p);
}

void add_targets(const struct page *p, const json_t *targets)
{
    open_section(p, "targets", say(p, "Chỉ tiêu đăng ký thi đua", "Registered targets"));
    if (json_array_size(json_at(targets, "targets")) == 0) {
        buf_addf(p->out, "<p>%s</p>\n", say(p, "Không có chỉ tiêu nào trong kỳ.", "No targets in this period."));
        close_section(p);
        return;
    }
    add_in_danger(p, json_at(targets, "targets"));
    buf_adds(p->out, "<div class=\"pair\"><div>\n");
    add_target_grid(p, targets);
    buf_adds(p->out, "</div>\n");
    add_table(p, "target-units", json_at(targets, "units"), unit_columns);
    buf_adds(p->out, "</div>\n");
    add_target_bullets(p, targets);
    add_table(p, "indicators", json_at(targets, "indicators"), indicator_columns);
    add_table(p, "targets", json_at(targets, "targets"), target_columns);
    close_section(p);
}

static void add_target_key(const struct page *p, const json_t *totals, const char *status)
{
    char number[NUMBER_TEXT];
    const char *value = number_text(p, json_at(totals, status), number);
    add_key_figure(p, value, name_of(p, status_names, status), status);
}

void add_target_keys(const struct page *p, const json_t *totals)
{
    char number[NUMBER_TEXT];
    add_key_figure(p, number_text(p, json_at(totals, "registered"), number),
                   say(p, "chỉ tiêu đăng ký", "targets registered"), "");
    for (const struct name *status = status_names; status->code; status++)
        add_target_key(p, totals, status->code);
}
