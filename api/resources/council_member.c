/* council_member: who sits in a session, and who was there. */
#include "resources/resources.h"

static const char *const roles[] = {"chair",  "first_vice_chair", "vice_chair", "standing_member",
                                    "member", "secretary",        NULL};
const char *const council_attendances[] = {"present", "absent", "written", NULL};

static const struct field fields[] = {
    FIELD_TEXT("name", 1, 120, REQUIRED | SORT),
    FIELD_TEXT("position", 1, 200, 0),
    FIELD_STATE("role", roles, "member", FILTER),
    FIELD_TEXT("subject", 1, 255, FILTER),
    FIELD_REF("collective_id", FILTER),
    FIELD_STATE("attendance", council_attendances, "present", FILTER),
    FIELD_REF("session_id", READ_ONLY),
    FIELD_TIMES,
    FIELD_END,
};

static const struct constraint constraints[] = {
    {"council_member_chair_key", "role", FIELD_ERROR_UNIQUE, NULL},
    {0},
};

const struct resource council_member = {
    .name = "members",
    .table = "council_member",
    .fields = fields,
    .sort = "created_at",
    .parent = &council_session,
    .parent_column = "session_id",
    .constraints = constraints,
};
