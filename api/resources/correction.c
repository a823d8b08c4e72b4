/*
 * correction: a change that somebody asks for in a decision or an award, and its outcome (đính chính). It is asked for at the
 * record itself (awards/correction.c). Only functions of the database write it (functions/68_correction_act).
 */
#include "resources/resources.h"

static const char *const states[] = {"asked", "confirmed", "refused", "withdrawn", NULL};
static const char *const recorder_roles[] = {"district_reviewer", "province_reviewer", NULL};

static const struct field fields[] = {
    FIELD_REF("decision_id", READ_ONLY | FILTER),
    FIELD_REF("award_id", READ_ONLY | FILTER),
    FIELD_JSON("changes"),
    FIELD_JSON("earlier"),
    FIELD_TEXT("reason", 1, 2000, READ_ONLY),
    FIELD_ENUM("state", states, READ_ONLY | FILTER),
    FIELD_TEXT("asked_by", 1, 255, READ_ONLY),
    FIELD_ENUM("asked_role", recorder_roles, READ_ONLY),
    FIELD_TEXT("answered_by", 1, 255, READ_ONLY),
    FIELD_ENUM("answered_role", recorder_roles, READ_ONLY),
    FIELD_DATE("answered_on", READ_ONLY),
    FIELD_TEXT("answer_reason", 1, 2000, READ_ONLY),
    FIELD_TIMES,
    FIELD_END,
};

const struct resource correction = {
    .name = "corrections",
    .table = "correction",
    .fields = fields,
    .scope = SCOPE_OWN,
    .sort = "-created_at",
};
