/*
 * decode: JSON members → column texts, by the descriptor. All field errors of a body at once.
 *
 * Layer: rest. Texts are trimmed, checked and brought to NFC; `at` is the JSON pointer of the object ("" for the body).
 */
#pragma once

#include "rest/field.h"

#include <jansson.h>

struct ctx;
struct req;
struct values;

enum decode_mode {
    DECODE_CREATE,  /* every member; REQUIRED ones must be there */
    DECODE_REPLACE, /* the same, but IMMUTABLE ones are refused unless absent */
    DECODE_PATCH,   /* only what is given; null removes (RFC 7396) */
};

/* False: at least one field error was added. */
bool decode_object(struct req *r, const struct field *fields, enum decode_mode mode, const json_t *object,
                   const char *at, struct values *out);

/* The body as such an object, but for one member that is read on its own. */
bool decode_body_without(struct req *r, const struct field *fields, const char *member, struct values *out);

/* A member of the body that must be an object, and say something. */
bool decode_member(struct req *r, const struct field *fields, enum decode_mode mode, const char *member,
                   struct values *out);

/* A query parameter's text as a value of the field; the canonical text, or NULL with a field error under `name`. */
const char *decode_param(struct req *r, const struct field *f, const char *name, const char *text);

/* "2018-06-30" and a real day of the calendar. */
bool is_date(const char *text);
