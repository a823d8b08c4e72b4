/*
 * field: one member of a resource, described once: decoder, SQL, filters, sorting and encoder all read this row.
 *
 * Layer: rest. Rows are made with the constructors below, so that an impossible one cannot be written. The same word is
 * the JSON member, the column and the query parameter.
 */
#pragma once

#include "rest/text.h"

#include <stdbool.h>
#include <stddef.h>

struct req;
struct values;

enum field_type {
    FIELD_TYPE_TEXT,
    FIELD_TYPE_INT,
    FIELD_TYPE_DECIMAL, /* at most 15 significant digits, read back digit for digit */
    FIELD_TYPE_BOOL,
    FIELD_TYPE_DATE,
    FIELD_TYPE_TIME,
    FIELD_TYPE_UUID,
    FIELD_TYPE_ENUM,
    FIELD_TYPE_ENUM_SET, /* a JSON array, a text[] column; not empty, no repeats */
    FIELD_TYPE_UUID_SET, /* the same of ids, `most` of them at most */
    FIELD_TYPE_JSON,     /* jsonb that the database makes; READ_ONLY */
    FIELD_TYPE_END
};

enum field_flags {
    REQUIRED = 1,   /* must be given on create and replace, and is never null */
    FILTER = 2,     /* ?name=value */
    RANGE = 4,      /* ?name[gte]=value and gt, lte, lt */
    SORT = 8,       /* ?sort=name; the column is NOT NULL */
    READ_ONLY = 16, /* the server's: refused in a body */
    IMMUTABLE = 32, /* given on create, then fixed */
    SET = 64,       /* never null; `preset` stands in when it is not given */
    QUERY_ONLY = 128, /* a filter of lists and no member: what time alone changes; behind all members */
};

/*
 * Beside the flags: who may read the field, as bits of session->roles, whatever those mean. Without it: whoever may read the
 * resource. To all others it is no member, no filter, no range and no order.
 */
#define READ_BY(roles) ((unsigned)(roles) << READERS_SHIFT)

enum { READERS_SHIFT = 16 };

struct field {
    const char *name;
    enum field_type type;
    enum text_kind text;        /* of a text: what it is cleaned as */
    unsigned flags;
    unsigned readers;           /* bits of roles; 0: everybody who may read the resource */
    long long least, most;      /* characters of a text, bounds of a number */
    const char *const *values;  /* of an enum, NULL-terminated */
    const char *preset;         /* of SET */
    const char *read;           /* SQL that reads it, over alias t; NULL: the column of that name */
    const char *match;          /* of a filter: the column that keeps it as fold_key() makes it; NULL: compared as it is */

    /* How a given value is stored when it is not simply the column of that name; NULL otherwise. */
    bool (*store)(struct req *r, const struct field *f, const char *text, struct values *out);
};

#define FLAGS(f) .flags = (f) & ((1u << READERS_SHIFT) - 1), .readers = (unsigned)(f) >> READERS_SHIFT

#define KIND_OF(high) .type = FIELD_TYPE_TEXT, .text = (high) > TEXT_LINE_MAX ? TEXT_LINES : TEXT_LINE
#define FIELD_TEXT(n, low, high, f) {.name = (n), KIND_OF(high), FLAGS(f), .least = (low), .most = (high)}
/* A code or number by which people look a record up. */
#define FIELD_KEY(n, low, high, f) \
    {.name = (n), .type = FIELD_TYPE_TEXT, .text = TEXT_KEY, FLAGS(f), .least = (low), .most = (high)}
#define FIELD_INT(n, low, high, f) {.name = (n), .type = FIELD_TYPE_INT, FLAGS(f), .least = (low), .most = (high)}
#define FIELD_DECIMAL(n, f) {.name = (n), .type = FIELD_TYPE_DECIMAL, FLAGS(f)}
#define FIELD_BOOL(n, initial, f) {.name = (n), .type = FIELD_TYPE_BOOL, FLAGS((f) | SET), .preset = (initial)}
#define FIELD_DATE(n, f) {.name = (n), .type = FIELD_TYPE_DATE, FLAGS(f)}
#define FIELD_REF(n, f) {.name = (n), .type = FIELD_TYPE_UUID, FLAGS(f)}
#define FIELD_ENUM(n, names, f) {.name = (n), .type = FIELD_TYPE_ENUM, FLAGS(f), .values = (names)}
#define FIELD_STATE(n, names, initial, f) \
    {.name = (n), .type = FIELD_TYPE_ENUM, FLAGS((f) | SET), .values = (names), .preset = (initial)}
#define FIELD_ENUM_SET(n, names, f) {.name = (n), .type = FIELD_TYPE_ENUM_SET, FLAGS(f), .values = (names)}
#define FIELD_UUID_SET(n, high, f) {.name = (n), .type = FIELD_TYPE_UUID_SET, FLAGS(f), .most = (high)}
/* One that is looked up however it is typed: by the column of its folded form. */
#define FIELD_FOLDED_KEY(n, low, high, f, column) \
    {.name = (n), .type = FIELD_TYPE_TEXT, .text = TEXT_KEY, FLAGS((f) | FILTER), .least = (low), .most = (high), \
     .match = (column)}
/* What another table says, or the database derives: text, never written. */
#define FIELD_DERIVED(n, sql) {.name = (n), .type = FIELD_TYPE_TEXT, .flags = READ_ONLY, .read = (sql)}
/* What the server alone writes, of a type that takes no bounds to read. */
#define FIELD_SHOWN(n, kind, f) {.name = (n), .type = (kind), FLAGS(READ_ONLY | (f))}
#define FIELD_JSON(n) {.name = (n), .type = FIELD_TYPE_JSON, .flags = READ_ONLY}
/* ?name=true where the SQL holds. */
#define FIELD_CONDITION(n, sql) \
    {.name = (n), .type = FIELD_TYPE_BOOL, .flags = READ_ONLY | FILTER | QUERY_ONLY, .read = (sql)}
/* A key kept by a function of its own. */
#define FIELD_STORED(n, low, high, f, sql, function) \
    {.name = (n), .type = FIELD_TYPE_TEXT, .text = TEXT_KEY, FLAGS(f), .least = (low), .most = (high), .read = (sql), \
     .store = (function)}
/* When the row was made and last changed: the last members of every resource. */
#define FIELD_TIMES FIELD_TIMES_OF(0)
#define FIELD_TIMES_OF(f) \
    {.name = "created_at", .type = FIELD_TYPE_TIME, FLAGS(READ_ONLY | SORT | RANGE | (f))}, \
    {.name = "updated_at", .type = FIELD_TYPE_TIME, FLAGS(READ_ONLY | (f))}
#define FIELD_END {.type = FIELD_TYPE_END}

static inline bool field_is_read_by(const struct field *f, unsigned roles)
{
    return !f->readers || f->readers & roles;
}

/* The field of that name among `fields`, length given; NULL when there is none. */
const struct field *field_find(const struct field *fields, const char *name, size_t length);
