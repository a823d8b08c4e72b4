/*
 * statistics: the statistics forms that a province hands in every year, and their rows and columns (lines), each with the
 * criteria of what it counts. Which criteria go with what a form counts, and which go together, is the database's word
 * (schema/migrations/0056_statistics.sql); so is the report that the forms become.
 */
#include "resources/resources.h"

static const char *const counted[] = {"award", "campaign", NULL};

static const struct field form_fields[] = {
    FIELD_KEY("code", 1, 32, REQUIRED | FILTER | SORT),
    FIELD_INT("position", 1, 1000, REQUIRED | SORT),
    FIELD_TEXT("name_vi", 1, 300, REQUIRED),
    FIELD_TEXT("name_en", 1, 300, REQUIRED),
    FIELD_ENUM("counts", counted, FILTER),
    FIELD_DATE("valid_from", REQUIRED | RANGE),
    FIELD_DATE("valid_to", RANGE),
    FIELD_TEXT("note_vi", 1, 1000, 0),
    FIELD_TEXT("note_en", 1, 1000, 0),
    FIELD_TEXT("source", 1, 300, 0),
    FIELD_ENUM("confidence", confidences, REQUIRED | FILTER),
    FIELD_BOOL("verified", "false", FILTER),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint form_constraints[] = {
    {"statistics_form_valid_to_check", "valid_to", FIELD_ERROR_RULE, "valid_to >= valid_from"},
    {0},
};

const struct resource statistics_form = {
    .name = "statistics-forms",
    .table = "statistics_form",
    .fields = form_fields,
    .sort = "position,code",
    .is_temporal = true,
    .constraints = form_constraints,
};

static const char *const launchers[] = {"province", "district", "commune", NULL};

enum { MOST_DAYS = 36600, DEEPEST = 5 };

static const struct field line_fields[] = {
    {.name = "form_id", .type = FIELD_TYPE_UUID, .flags = READ_ONLY},
    {.name = "is_column", .type = FIELD_TYPE_BOOL, .flags = REQUIRED | FILTER},
    FIELD_INT("position", 1, 1000, REQUIRED | SORT),
    FIELD_KEY("code", 1, 32, REQUIRED | FILTER | SORT),
    FIELD_TEXT("label_vi", 1, 300, REQUIRED),
    FIELD_TEXT("label_en", 1, 300, REQUIRED),
    {.name = "depth", .type = FIELD_TYPE_INT, .flags = SET, .least = 0, .most = DEEPEST, .preset = "0"},
    FIELD_DATE("valid_from", REQUIRED | RANGE),
    FIELD_DATE("valid_to", RANGE),
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

static const struct constraint line_constraints[] = {
    {"statistics_line_valid_to_check", "valid_to", FIELD_ERROR_RULE, "valid_to >= valid_from"},
    {"statistics_line_depth_of_row_check", "depth", FIELD_ERROR_RULE, "is_column → depth: 0"},
    {"statistics_line_collective_kind_subject_check", "collective_kind", FIELD_ERROR_RULE,
     "collective_kind → subject_kind ≠ individual"},
    {"statistics_line_position_group_subject_check", "position_group", FIELD_ERROR_RULE,
     "position_group → subject_kind: individual"},
    {"statistics_line_position_group_alone_check", "position_group", FIELD_ERROR_RULE,
     "position_group → collective_kind: null"},
    {"statistics_line_most_days_order_check", "most_days", FIELD_ERROR_RULE, "most_days >= least_days"},
    {"statistics_line_is_open_ended_check", "is_open_ended", FIELD_ERROR_RULE,
     "is_open_ended → least_days, most_days: null"},
    {0},
};

const struct resource statistics_line = {
    .name = "lines",
    .table = "statistics_line",
    .fields = line_fields,
    .sort = "position,code",
    .is_temporal = true,
    .parent = &statistics_form,
    .parent_column = "form_id",
    .constraints = line_constraints,
};
