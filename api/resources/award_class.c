/*
 * award_class: what can be awarded: titles (danh hiệu thi đua) and forms (hình thức khen thưởng). A form with classes is the
 * parent of its classes, and an award may be recorded at either: "Labour Order, class not stated" is as valid as its third class.
 * unit_id names the province to which the class belongs; without it the class is national (schema/functions/11_catalogue).
 */
#include "resources/fields.h"

const char *const subject_kinds[] = {"collective", "individual", "household", NULL};
const char *const award_levels[] = {"state", "province", "base", NULL};
static const char *const categories[] = {"title", "form", NULL};
static const char *const authorities[] = {"president", "prime_minister", "province_chair", "agency_head", NULL};
static const char *const recurrences[] = {"yearly", "once", "repeated", NULL};

static const struct field fields[] = {
    FIELD_KEY("code", 1, 16, REQUIRED | FILTER | SORT),
    FIELD_TEXT("name_vi", 1, 200, REQUIRED),
    FIELD_TEXT("name_en", 1, 200, REQUIRED),
    FIELD_ENUM("category", categories, REQUIRED | FILTER),
    FIELD_ENUM("level", award_levels, REQUIRED | FILTER),
    FIELD_ENUM_SET("subject_kinds", subject_kinds, REQUIRED | FILTER),
    FIELD_ENUM("authority", authorities, REQUIRED | FILTER),
    FIELD_REF("parent_id", FILTER),
    FIELD_INT("rank", 1, 1000, REQUIRED | SORT),
    FIELD_VALIDITY(0),
    FIELD_ENUM("recurrence", recurrences, FILTER),
    FIELD_BOOL("is_cluster_flag", "false", FILTER),
    FIELD_REF("unit_id", IMMUTABLE | FILTER),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"award_class_parent_id_check", "parent_id", FIELD_ERROR_RULE, NULL},
    {"award_class_valid_to_check", "valid_to", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct resource award_class = {
    .name = "award-classes",
    .table = "award_class",
    .fields = fields,
    .search = "name_search",
    .sort = "rank",
    .is_temporal = true,
    .constraints = constraints,
};
