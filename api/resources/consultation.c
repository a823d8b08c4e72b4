/*
 * consultation: the list of nominations that a province publishes to ask the people (lấy ý kiến nhân dân). A draft is published and
 * closed by acts (api/consultations). The public reads published lists as public_consultation, without a token.
 */
#include "resources/resources.h"

static const char *const states[] = {"draft", "published", "closed", NULL};
static const char *const public_states[] = {"running", "ended", NULL};

static const struct field fields[] = {
    FIELD_REF("unit_id", REQUIRED | IMMUTABLE | FILTER),
    FIELD_TEXT("title", 1, 300, REQUIRED),
    FIELD_TEXT("contact", 1, 500, REQUIRED),
    FIELD_TEXT("elsewhere", 1, 500, 0),
    FIELD_KEY("code", 9, 9, READ_ONLY | FILTER),
    FIELD_ENUM("state", states, READ_ONLY | FILTER),
    FIELD_SHOWN("published_on", FIELD_TYPE_DATE, RANGE),
    FIELD_SHOWN("ends_on", FIELD_TYPE_DATE, RANGE),
    FIELD_SHOWN("published_by", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("published_at", FIELD_TYPE_TIME, 0),
    FIELD_SHOWN("closed_on", FIELD_TYPE_DATE, 0),
    FIELD_SHOWN("closed_by", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("closed_at", FIELD_TYPE_TIME, 0),
    FIELD_SHOWN("result", FIELD_TYPE_TEXT, 0),
    FIELD_TIMES,
    FIELD_END,
};

const struct resource consultation = {
    .name = "consultations",
    .table = "consultation",
    .fields = fields,
    .scope = SCOPE_AROUND,
    .scope_field = "unit_id",
    .sort = "-created_at",
};

static const struct field public_fields[] = {
    FIELD_KEY("code", 9, 9, READ_ONLY | FILTER),
    FIELD_SHOWN("title", FIELD_TYPE_TEXT, 0),
    FIELD_TEXT("province", 1, 200, READ_ONLY | FILTER),
    FIELD_SHOWN("published_on", FIELD_TYPE_DATE, RANGE | SORT),
    FIELD_SHOWN("ends_on", FIELD_TYPE_DATE, RANGE),
    FIELD_SHOWN("elsewhere", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("contact", FIELD_TYPE_TEXT, 0),
    FIELD_ENUM("state", public_states, READ_ONLY | FILTER),
    FIELD_END,
};

const struct resource public_consultation = {
    .name = "public-consultations", /* /v1/public/consultations */
    .table = "consultation_public",
    .fields = public_fields,
    .sort = "-published_on",
};
