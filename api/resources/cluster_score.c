/*
 * cluster_score: the points of one member for one criterion, entered in three phases (member `phase`). The database decides who may
 * score in which phase, and when (schema/functions/16_cluster_score).
 */
#include "resources/fields.h"

static const char *const phases[] = {"self", "cross_check", "confirmation", NULL};

static const struct field fields[] = {
    FIELD_REF("cluster_id", READ_ONLY),
    FIELD_YEAR(READ_ONLY | FILTER),
    FIELD_REF("member_id", REQUIRED | FILTER),
    FIELD_REF("criterion_id", REQUIRED | FILTER),
    FIELD_ENUM("phase", phases, REQUIRED | FILTER),
    FIELD_SHOWN("entry", FIELD_TYPE_INT, 0),
    FIELD_DECIMAL("points", REQUIRED),
    FIELD_POINTS("bonus"),
    FIELD_POINTS("penalty"),
    FIELD_TEXT("note", 0, 2000, 0),
    FIELD_TEXT("evidence", 0, 2000, 0),
    FIELD_REF("by_member_id", FILTER),
    FIELD_SHOWN("actor", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("recorded_at", FIELD_TYPE_TIME, SORT | RANGE),
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"cluster_score_points_check", "points", FIELD_ERROR_RULE, NULL},
    {"cluster_score_bonus_check", "bonus", FIELD_ERROR_RULE, NULL},
    {"cluster_score_penalty_check", "penalty", FIELD_ERROR_RULE, NULL},
    {"cluster_score_by_member_id_check", "by_member_id", FIELD_ERROR_RULE, NULL},
    {"cluster_score_by_member_id_fkey", "by_member_id", FIELD_ERROR_REFERENCE, NULL},
    {"cluster_score_by_member_id_required", "by_member_id", FIELD_ERROR_REQUIRED, NULL},
    {0},
};

const struct resource cluster_score = {
    .name = "scores",
    .table = "cluster_score",
    .fields = fields,
    .scope = SCOPE_AROUND,
    .sort = "recorded_at",
    .parent = &cluster,
    .parent_column = "cluster_id",
    .constraints = constraints,
};
