/*
 * field: one member of a resource, described once: decoder, SQL, filters, sorting and encoder all read this struct.
 *
 * Layer: rest. Make fields with the constructors below, so that an impossible one cannot be written. The same word is the
 * JSON member, the column and the query parameter.
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
    FIELD_TYPE_DECIMAL, /* at most 15 significant digits; reads give the same digits back */
    FIELD_TYPE_BOOL,
    FIELD_TYPE_DATE,
    FIELD_TYPE_TIME,
    FIELD_TYPE_UUID,
    FIELD_TYPE_ENUM,
    FIELD_TYPE_ENUM_SET, /* a JSON array, a text[] column; not empty, no repeats */
    FIELD_TYPE_UUID_SET, /* the same with ids, at most `most` */
    FIELD_TYPE_JSON,     /* jsonb made by the database; READ_ONLY */
    FIELD_TYPE_END
};

enum field_flags {
    REQUIRED = 1,   /* must be given on create and replace, and is never null */
    FILTER = 2,     /* ?name=value */
    RANGE = 4,      /* ?name[gte]=value and gt, lte, lt */
    SORT = 8,       /* ?sort=name; the column is NOT NULL */
    READ_ONLY = 16, /* set by the server; refused in a body */
    IMMUTABLE = 32, /* given on create, then fixed */
    SET = 64,       /* never null; when not given it gets `preset` */
    QUERY_ONLY = 128, /* a filter of lists, not a member, for what changes with time alone; comes after all members */
};

/*
 * Added to the flags: who may read the field, as bits of session->roles, whose meaning this layer does not know. Without it:
 * everybody who may read the resource. For all others the field is no member, filter, range or order.
 */
#define READ_BY(roles) ((unsigned)(roles) << READERS_SHIFT)

enum { READERS_SHIFT = 16 };

struct field {
    const char *name;
    enum field_type type;
    enum text_kind text;        /* of a text: how it is cleaned */
    unsigned flags;
    unsigned readers;           /* bits of roles; 0: everybody who may read the resource */
    long long least, most;      /* characters of a text, bounds of a number */
    const char *const *values;  /* of an enum, NULL-terminated */
    const char *preset;         /* of SET */
    const char *read;           /* SQL that reads it, with alias t; NULL: the column of that name */
    const char *match;          /* of a filter: the column with its fold_key() form, compared instead; NULL: its own */
    const char *filter;         /* of a filter: its whole condition, SQL with alias t and one %s for the parameter; NULL: equality */

    const char *names;          /* of a key: the reference that it names; a body may give either, or both if they agree. NULL: no key */

    /* Stores a given value; NULL: it goes into the column of that name. */
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
#define FIELD_REF_MATCHED(n, f, sql) {.name = (n), .type = FIELD_TYPE_UUID, FLAGS((f) | FILTER), .filter = (sql)}
#define FIELD_ENUM(n, names, f) {.name = (n), .type = FIELD_TYPE_ENUM, FLAGS(f), .values = (names)}
#define FIELD_STATE(n, names, initial, f) \
    {.name = (n), .type = FIELD_TYPE_ENUM, FLAGS((f) | SET), .values = (names), .preset = (initial)}
#define FIELD_ENUM_SET(n, names, f) {.name = (n), .type = FIELD_TYPE_ENUM_SET, FLAGS(f), .values = (names)}
#define FIELD_UUID_SET(n, high, f) {.name = (n), .type = FIELD_TYPE_UUID_SET, FLAGS(f), .most = (high)}
/* A key that is found however it is typed: by the column of its folded form. */
#define FIELD_FOLDED_KEY(n, low, high, f, column) \
    {.name = (n), .type = FIELD_TYPE_TEXT, .text = TEXT_KEY, FLAGS((f) | FILTER), .least = (low), .most = (high), \
     .match = (column)}
/*
 * The key of the record that the reference `ref` refers to. It is read by SQL; given in a body, it goes into the column of its own name,
 * from which the database finds the record.
 */
#define FIELD_KEY_OF(ref, n, low, high, sql) \
    {.name = (n), .type = FIELD_TYPE_TEXT, .text = TEXT_KEY, .least = (low), .most = (high), .read = (sql), .names = (ref)}
/* A text from another table, or derived by the database; never written. */
#define FIELD_DERIVED(n, sql) {.name = (n), .type = FIELD_TYPE_TEXT, .flags = READ_ONLY, .read = (sql)}
/* A field that only the server writes, of a type that needs no bounds to be read. */
#define FIELD_SHOWN(n, kind, f) {.name = (n), .type = (kind), FLAGS(READ_ONLY | (f))}
#define FIELD_JSON(n) {.name = (n), .type = FIELD_TYPE_JSON, .flags = READ_ONLY}
/* ?name=true selects the rows for which the SQL is true. */
#define FIELD_CONDITION(n, sql) \
    {.name = (n), .type = FIELD_TYPE_BOOL, .flags = READ_ONLY | FILTER | QUERY_ONLY, .read = (sql)}
/* A key that a function of its own stores. */
#define FIELD_STORED(n, low, high, f, sql, function) \
    {.name = (n), .type = FIELD_TYPE_TEXT, .text = TEXT_KEY, FLAGS(f), .least = (low), .most = (high), .read = (sql), \
     .store = (function)}
/* When the row was made and last changed: the last members of a resource. */
#define FIELD_TIMES FIELD_TIMES_OF(0)
#define FIELD_TIMES_OF(f) \
    {.name = "created_at", .type = FIELD_TYPE_TIME, FLAGS(READ_ONLY | SORT | RANGE | (f))}, \
    {.name = "updated_at", .type = FIELD_TYPE_TIME, FLAGS(READ_ONLY | (f))}
#define FIELD_END {.type = FIELD_TYPE_END}

static inline bool field_is_read_by(const struct field *f, unsigned roles)
{
    return !f->readers || f->readers & roles;
}

/* The key by which a body may give this reference; NULL: none. */
const struct field *field_key_of(const struct field *fields, const char *reference);

/* The field with that name of `length` bytes; NULL when there is none. */
const struct field *field_find(const struct field *fields, const char *name, size_t length);
