/* council_paper: votes that came on paper, entered by one person and entered again by another (api/council/paper.c). */
#include "resources/resources.h"

static const char *const states[] = {"waiting", "counted", "refused", "withdrawn", NULL};

/* The votes on the paper are not among the members. The digest is shown only after the paper is counted. */
static const struct field fields[] = {
    FIELD_REF("item_id", READ_ONLY | FILTER),
    FIELD_SHOWN("number", FIELD_TYPE_TEXT, 0),
    FIELD_DATE("dated_on", READ_ONLY),
    FIELD_SHOWN("sha256", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("voters", FIELD_TYPE_UUID_SET, 0),
    FIELD_ENUM("state", states, READ_ONLY | FILTER),
    FIELD_SHOWN("reason", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("round", FIELD_TYPE_INT, 0),
    FIELD_SHOWN("entered_by", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("confirmed_by", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("refused_by", FIELD_TYPE_TEXT, 0),
    FIELD_REF("session_id", READ_ONLY),
    FIELD_TIMES,
    FIELD_END,
};

const struct resource council_paper = {
    .name = "papers",
    .table = "council_paper",
    .fields = fields,
    .sort = "created_at",
    .parent = &council_session,
    .parent_column = "session_id",
};
