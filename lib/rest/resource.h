/*
 * resource: a CRUD resource, declared. The engine (decode, sql, list, crud) works on this and on nothing else; what a
 * descriptor cannot say is not CRUD and gets a handler of its own.
 *
 * Layer: rest. Identifiers in SQL come only from descriptors, values only as $n.
 */
#pragma once

#include "base/problem.h"
#include "rest/field.h"

struct arena;

/* Whose rows a list walks; row security repeats it, and holds where a list forgets. */
enum scope_kind {
    SCOPE_NONE,   /* a catalogue: the same for everybody */
    SCOPE_AROUND, /* rows of whatever the caller's rows lie in */
    SCOPE_OWN,    /* rows that match on an axis of the caller's scope */
};

/*
 * A constraint whose name does not say the field, as table_column_check and the like do; or a rule that meets a body
 * with another member, or is told under another code, than its entry in the catalogue says.
 */
struct constraint {
    const char *name;
    const char *field;
    enum field_code code;
    const char
        *hint; /* of RULE, the rule itself: "women_count <= headcount"; NULL: the database says a sentence, or none */
};

struct resource {
    const char *name;  /* as in its path: "collectives" */
    const char *table; /* "collective" */
    const struct field *fields;
    enum scope_kind scope;
    const char *scope_field; /* the member that row security refuses when it points outside the caller's units */
    const char *other_scope_field; /* the same, where a row is of one thing or another and the first is not given; NULL */
    const char *search;      /* the folded column that q= looks into; NULL: no q= */
    const char *sort;        /* order of lists unless asked otherwise, in the syntax of sort= */
    const char *search_sort; /* the same of a search, as a common word may lie behind all other names; NULL: sort */
    bool is_temporal;        /* has valid_from and valid_to: lists take as_of= */

    /* Of a nested resource: whose it is. */
    const struct resource *parent;
    const char *parent_column; /* holds the parent's id */
    const char *parent_match;  /* SQL over t with one %s for the parameter, where a row has more than one such parent */

    const struct constraint *constraints; /* ends with a NULL name; NULL: none */

    /* A statement that runs before an update, in its transaction: it takes the locks that come before the row's ($1: its id). NULL: none */
    const char *awaits;

    /* Whoever has none of these roles reads the view instead of the table: it has a column for each member they see. */
    const char *view; /* NULL: everybody reads the table */
    unsigned table_readers;

    bool is_of_others; /* its rows are another table's: who shows them says which (session_shows) */
};

/* The resource as these roles see it: the fields they may read, and where from; `res` itself where that is all. In the arena. */
const struct resource *resource_shown(struct arena *a, const struct resource *res, unsigned roles);
