/* council_item: one nomination on the agenda of a session, the rule for its vote, and the result. */
#include "resources/resources.h"

static const char *const outcomes[] = {"pending", "passed", "failed", "deferred", NULL};

static const struct field fields[] = {
    FIELD_REF("nomination_id", REQUIRED | FILTER),
    FIELD_INT("order", 1, 10000, REQUIRED | SORT),
    FIELD_REF("session_id", READ_ONLY),
    FIELD_REF("rule_id", READ_ONLY),
    FIELD_SHOWN("permille", FIELD_TYPE_INT, 0),
    FIELD_SHOWN("quorum_permille", FIELD_TYPE_INT, 0),
    FIELD_SHOWN("secret", FIELD_TYPE_BOOL, 0),
    FIELD_SHOWN("written_allowed", FIELD_TYPE_BOOL, 0),
    FIELD_SHOWN("recusal_shrinks", FIELD_TYPE_BOOL, 0),
    FIELD_ENUM("outcome", outcomes, READ_ONLY | FILTER),
    FIELD_SHOWN("reason", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("agree", FIELD_TYPE_INT, 0),
    FIELD_SHOWN("disagree", FIELD_TYPE_INT, 0),
    FIELD_SHOWN("blank", FIELD_TYPE_INT, 0),
    FIELD_SHOWN("member_count", FIELD_TYPE_INT, 0),
    FIELD_SHOWN("recused_count", FIELD_TYPE_INT, 0),
    FIELD_SHOWN("needed", FIELD_TYPE_INT, 0),
    FIELD_SHOWN("round", FIELD_TYPE_INT, 0),
    FIELD_SHOWN("closed_at", FIELD_TYPE_TIME, 0),
    FIELD_SHOWN("closed_by", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("closing_reason", FIELD_TYPE_TEXT, 0),
    FIELD_TIMES,
    FIELD_END,
};

const struct resource council_item = {
    .name = "items",
    .table = "council_item",
    .fields = fields,
    .sort = "order",
    .parent = &council_session,
    .parent_column = "session_id",
};
