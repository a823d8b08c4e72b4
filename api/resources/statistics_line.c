/*
 * statistics_line: a row or column of a form, with the criteria of what it counts. The database decides which criteria fit the form
 * (schema/functions/75_statistics) and each other (schema/migrations/0011_report).
 */
#include "resources/fields.h"

static const char *const launchers[] = {"province", "district", "commune", NULL};

enum { MOST_DAYS = 36600, DEEPEST = 5 };

static const struct field fields[] = {
    FIELD_REF("form_id", READ_ONLY),
    {.name = "is_column", .type = FIELD_TYPE_BOOL, .flags = REQUIRED | FILTER},
    FIELD_INT("order", 1, 1000, REQUIRED | SORT),
    FIELD_KEY("code", 1, 32, REQUIRED | FILTER | SORT),
    FIELD_TEXT("label_vi", 1, 300, REQUIRED),
    FIELD_TEXT("label_en", 1, 300, REQUIRED),
    {.name = "depth", .type = FIELD_TYPE_INT, .flags = SET, .least = 0, .most = DEEPEST, .preset = "0"},
    FIELD_VALIDITY(0),
    FIELD_REF("award_class_id", FILTER),
    FIELD_ENUM("award_level", award_levels, 0),
    FIELD_ENUM("subject_kind", subject_kinds, 0),
    FIELD_ENUM("commendation_type", commendation_types, 0),
    FIELD_ENUM("collective_kind", collective_kinds, 0),
    FIELD_ENUM("position_group", position_groups, 0),
    FIELD_ENUM("campaign_kind", campaign_kinds, 0),
    FIELD_ENUM("launched_by", launchers, 0),
    FIELD_INT("least_days", 1, MOST_DAYS, 0),
    FIELD_INT("most_days", 1, MOST_DAYS, 0),
    {.name = "is_open_ended", .type = FIELD_TYPE_BOOL},
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"statistics_line_valid_to_check", "valid_to", FIELD_ERROR_RULE, NULL},
    {"statistics_line_depth_of_row_check", "depth", FIELD_ERROR_RULE, NULL},
    {"statistics_line_collective_kind_subject_check", "collective_kind", FIELD_ERROR_RULE, NULL},
    {"statistics_line_position_group_subject_check", "position_group", FIELD_ERROR_RULE, NULL},
    {"statistics_line_position_group_alone_check", "position_group", FIELD_ERROR_RULE, NULL},
    {"statistics_line_most_days_order_check", "most_days", FIELD_ERROR_RULE, NULL},
    {"statistics_line_is_open_ended_check", "is_open_ended", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct resource statistics_line = {
    .name = "lines",
    .table = "statistics_line",
    .fields = fields,
    .sort = "order,code",
    .is_temporal = true,
    .parent = &statistics_form,
    .parent_column = "form_id",
    .constraints = constraints,
};
