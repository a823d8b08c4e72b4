/* act: see act.h. */
#include "consultations/act.h"

#include "resources/resources.h"
#include "rest/crud.h"
#include "rest/session.h"

static const struct field publication_fields[] = {FIELD_DATE("published_on", 0), FIELD_END};

static const struct field closing_fields[] = {FIELD_DATE("closed_on", 0), FIELD_TEXT("result", 1, 4000, REQUIRED), FIELD_END};

static const struct field answer_fields[] = {
    FIELD_TEXT("answer", 1, 4000, REQUIRED),
    FIELD_ENUM("outcome", opinion_outcomes, REQUIRED),
    FIELD_DATE("answered_on", 0),
    FIELD_END,
};

#define ON_LIST .of = &consultation, .enter = "select consultation_enter($1::uuid)", .takes_version = true

const struct act consultation_publication = {
    ON_LIST, .sql = "select publish_consultation($1::uuid, $2::bigint, $3::date)", .fields = publication_fields};
const struct act consultation_closing = {
    ON_LIST, .sql = "select close_consultation($1::uuid, $2::bigint, $3::date, $4)", .fields = closing_fields};

const struct act consultation_answer = {
    .of = &consultation_opinion,
    .sql = "select answer_consultation_opinion($1::uuid, $2::bigint, $3, $4, $5::date)",
    .takes_version = true,
    .fields = answer_fields,
};

bool consultation_opinion_list(struct req *r)
{
    db_set(&r->session->db, "tdkt.subject", r->session->subject);
    return crud_list(r);
}

bool consultation_opinion_read(struct req *r)
{
    db_set(&r->session->db, "tdkt.subject", r->session->subject);
    return crud_read(r);
}
