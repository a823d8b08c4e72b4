/*
 * resource: the descriptor of a CRUD resource. The engine (decode, sql, list, crud) works on this and on nothing else. What a
 * descriptor cannot say is not CRUD and has a handler of its own.
 *
 * Layer: rest. Identifiers in SQL come only from descriptors, values only as $n.
 */
#pragma once

#include "base/problem.h"
#include "rest/field.h"

struct arena;

/* Which rows a list reads. Row security checks the same again, so a mistake in a list shows nothing more. */
enum scope_kind {
    SCOPE_NONE,   /* a catalogue: the same for everybody */
    SCOPE_AROUND, /* rows of the places (scope.around) in which the caller's rows lie */
    SCOPE_OWN,    /* rows that match on an axis of the caller's scope */
};

/*
 * Names the field of a constraint whose name does not say it, as table_column_check does; or gives a rule another member
 * or code than its entry in the catalogue has.
 */
struct constraint {
    const char *name;
    const char *field;
    enum field_code code;
    const char *hint; /* for FORMAT, what is expected, in no language; otherwise NULL: the sentence is in the table of rules */
};

struct resource {
    const char *name;  /* as in its path: "collectives" */
    const char *table; /* "collective" */
    const struct field *fields;
    enum scope_kind scope;
    const char *scope_field; /* the member that row security refuses when it points outside the caller's units */
    const char *other_scope_field; /* the same when the first is not given, for rows that have one of two such members; NULL */
    const char *search;      /* the folded column that q= searches; NULL: no q= */
    const char *sort;        /* the default order of lists, in the syntax of sort= */
    const char *search_sort; /* the same for a search: with `sort`, rows with a common word may come very late; NULL: sort */
    bool is_temporal;        /* has valid_from and valid_to: lists take as_of= */

    /* For a nested resource: */
    const struct resource *parent;
    const char *parent_column; /* holds the parent's id */
    const char *parent_match;  /* SQL with alias t and one %s for the parameter, if a row has more than one such parent; NULL */

    const struct constraint *constraints; /* ends with a NULL name; NULL: none */
    const char *stand_in; /* the field to name when a rule is about a member that this body does not have; NULL: the whole body */

    /* A statement that runs before an update, in its transaction: it takes the locks that come before the row's ($1: its id). NULL: none */
    const char *awaits;

    /* Callers with none of the roles in table_readers read the view, which has a column for each member they see. */
    const char *view; /* NULL: everybody reads the table */
    unsigned table_readers;

    bool is_of_others; /* its rows come from other tables: the handler notes them itself (session_shows) */
};

/* The resource as these roles see it: the fields they may read, from table or view. In the arena; `res` itself if nothing differs. */
const struct resource *resource_shown(struct arena *a, const struct resource *res, unsigned roles);
