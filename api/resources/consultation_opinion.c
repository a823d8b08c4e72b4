/*
 * consultation_opinion: what somebody said about a published list or one nomination on it, recorded by an officer who received it. The
 * province answers it by an act (api/consultations); all answers stay.
 */
#include "resources/resources.h"

static const char *const channels[] = {"letter", "mail", "portal", "phone", "in_person", NULL};
const char *const opinion_outcomes[] = {"upheld", "not_upheld", "partly", NULL};

static const char answers_sql[] =
    "(select coalesce(jsonb_agg(jsonb_build_object('answer', a.answer, 'outcome', a.outcome, 'answered_on', a.answered_on,\n"
    "    'actor', a.actor) order by a.recorded_at, a.id), '[]')\n"
    "from consultation_answer as a where a.opinion_id = t.id)";

static const struct field fields[] = {
    FIELD_REF("consultation_id", READ_ONLY),
    FIELD_REF("item_id", FILTER),
    FIELD_DATE("received_on", REQUIRED | SORT | RANGE),
    FIELD_ENUM("channel", channels, REQUIRED | FILTER),
    FIELD_TEXT("content", 1, 4000, REQUIRED),
    FIELD_TEXT("sender", 1, 200, 0),
    FIELD_SHOWN("is_late", FIELD_TYPE_BOOL, FILTER),
    FIELD_SHOWN("recorded_by", FIELD_TYPE_TEXT, 0),
    FIELD_ENUM("outcome", opinion_outcomes, READ_ONLY | FILTER),
    FIELD_SHOWN("answer", FIELD_TYPE_TEXT, 0),
    FIELD_SHOWN("answered_on", FIELD_TYPE_DATE, 0),
    FIELD_SHOWN("answered_by", FIELD_TYPE_TEXT, 0),
    {.name = "answers", .type = FIELD_TYPE_JSON, .flags = READ_ONLY, .read = answers_sql},
    FIELD_TIMES,
    FIELD_END,
};

const struct resource consultation_opinion = {
    .name = "opinions",
    .table = "consultation_opinion",
    .fields = fields,
    .sort = "received_on",
    .parent = &consultation,
    .parent_column = "consultation_id",
};
