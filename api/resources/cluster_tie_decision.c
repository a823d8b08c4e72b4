/*
 * cluster_tie_decision: the order of members that share a rank, decided by those who lead the cluster. The database checks that the
 * members are exactly those that share it (schema/functions/17_cluster_tie_decision). Entries are only added; the last one counts.
 */
#include "resources/fields.h"

enum { MEMBERS_MAX = 200 };

static const struct field fields[] = {
    FIELD_REF("cluster_id", READ_ONLY),
    FIELD_YEAR(REQUIRED | FILTER),
    FIELD_SHOWN("entry", FIELD_TYPE_INT, 0),
    FIELD_UUID_SET("member_ids", MEMBERS_MAX, REQUIRED),
    FIELD_SHOWN("confirmed_total", FIELD_TYPE_DECIMAL, 0),
    FIELD_TEXT("reason", 1, 2000, REQUIRED),
    FIELD_DATE("decided_on", REQUIRED),
    FIELD_SHOWN("actor", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("recorded_at", FIELD_TYPE_TIME, SORT | RANGE),
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"cluster_tie_decision_member_ids_fkey", "member_ids", FIELD_ERROR_REFERENCE, NULL},
    {"cluster_tie_decision_decided_on_check", "decided_on", FIELD_ERROR_RULE, NULL},
    {0},
};

const struct resource cluster_tie_decision = {
    .name = "tie-decisions",
    .table = "cluster_tie_decision",
    .fields = fields,
    .scope = SCOPE_AROUND,
    .sort = "recorded_at",
    .parent = &cluster,
    .parent_column = "cluster_id",
    .constraints = constraints,
};
