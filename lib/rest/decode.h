/*
 * decode: JSON members → column texts, by the descriptor. Reports all field errors of a body at once.
 *
 * Layer: rest. Texts are cleaned and checked as text.h says; `at` is the JSON pointer of the object ("" for the body).
 */
#pragma once

#include "rest/field.h"

#include <jansson.h>

struct ctx;
struct req;
struct values;

enum decode_mode {
    DECODE_CREATE,  /* every member; REQUIRED ones must be there */
    DECODE_REPLACE, /* the same, but IMMUTABLE ones must be absent */
    DECODE_PATCH,   /* only the members given; null removes (RFC 7396) */
};

/* False: the problem is set; each wrong member has a field error. */
bool decode_object(struct req *r, const struct field *fields, enum decode_mode mode, const json_t *object,
                   const char *at, struct values *out);

/* The body as such an object, for a creation, without one member that is read separately. */
bool decode_body_without(struct req *r, const struct field *fields, const char *member, struct values *out);

/* A member of the body that must be an object with at least one member. */
bool decode_member(struct req *r, const struct field *fields, enum decode_mode mode, const char *member,
                   struct values *out);

/* The canonical text of a query parameter as a value of the field; NULL: there is a field error for `name`. */
const char *decode_param(struct req *r, const struct field *f, const char *name, const char *text);

/* True: written as "2018-06-30", and a real day of the calendar. */
bool is_date(const char *text);
