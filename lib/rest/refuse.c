/*
 * refuse: finds the field that a refusal of the database is about. A rule says its member. A constraint named
 * table_column_key, _fkey, _check or _excl names its column; the descriptor lists the others.
 */
#include "rest/crud.h"

#include "base/arena.h"
#include "pg/query.h"
#include "pg/sqlstate.h"
#include "rest/json.h"
#include "rest/session.h"

#include <string.h>

static const struct constraint *find_own(const struct resource *res, const char *name)
{
    for (const struct constraint *c = res->constraints; c && c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

static bool starts_with(const char *text, const char *prefix, size_t length)
{
    return strncmp(text, prefix, length) == 0 && text[length] == '_';
}

/* The field whose name begins at `at` in a constraint's name; the longest one: "award_class_id", not "award". */
static const char *longest_field(const struct resource *res, const char *at)
{
    const char *found = NULL;
    for (const struct field *f = res->fields; f->type != FIELD_TYPE_END; f++)
        if (starts_with(at, f->name, strlen(f->name)) && (!found || strlen(f->name) > strlen(found)))
            found = f->name;
    return found;
}

/* The last field in the middle of a constraint's name: the code in "collective_unit_id_code_key", as it must be unique in a unit. */
static const char *named_field(const struct resource *res, const char *constraint)
{
    size_t table = strlen(res->table);
    const char *found = NULL;
    if (!starts_with(constraint, res->table, table))
        return NULL;
    for (const char *at = constraint + table + 1; *at; at++) {
        const char *here = at[-1] == '_' ? longest_field(res, at) : NULL;
        found = here ? here : found;
    }
    return found;
}

static bool is_state(const struct violated *v, const char *sqlstate)
{
    return strcmp(v->sqlstate, sqlstate) == 0;
}

static enum field_code code_of(const struct violated *v)
{
    if (is_state(v, "23505") || is_state(v, "23P01"))
        return FIELD_ERROR_UNIQUE;
    if (is_state(v, "23503"))
        return FIELD_ERROR_REFERENCE;
    return is_state(v, "23502") ? FIELD_ERROR_REQUIRED : FIELD_ERROR_RULE;
}

static bool is_rule(const struct violated *v)
{
    return v->hint_vi != NULL;
}

/* The member that a rule is about, or the one that stands in for it; NULL: the rule is about the whole body. */
static const char *member_of_rule(const struct resource *res, const struct violated *v)
{
    for (const struct field *f = res->fields; f->type != FIELD_TYPE_END; f++)
        if (strcmp(f->name, v->column) == 0)
            return f->name;
    return *v->column ? res->stand_in : NULL;
}

/* NOT NULL says its column; another constraint of a table says it in its name. */
static const char *field_of(const struct resource *res, const struct constraint *own, const struct violated *v)
{
    if (own)
        return own->field;
    if (is_rule(v))
        return member_of_rule(res, v);
    return is_state(v, "23502") ? v->column : named_field(res, v->constraint);
}

/* The member that the body gave: of a reference given by its key, the key. */
static const char *given_field(const struct req *r, const struct resource *res, const char *field, const char *at)
{
    const struct field *key = field && !*at ? field_key_of(res->fields, field) : NULL;
    bool is_by_key = key && json_object_get(r->json, key->name) && !json_object_get(r->json, field);
    return is_by_key ? key->name : field;
}

/* The code of a check constraint is its name without "_check". */
static const struct rule_text *find_text(const struct session *s, const char *constraint)
{
    for (const struct rule_text *text = s->rule_texts; text && text->code; text++) {
        size_t length = strlen(text->code);
        if (strncmp(constraint, text->code, length) == 0 && strcmp(constraint + length, "_check") == 0)
            return text;
    }
    return NULL;
}

/* A constraint is told like a rule: at the top if it is the first error, and in the entry of its field. */
static bool refuse_by_text(struct req *r, const char *where, enum field_code code, const struct rule_text *text)
{
    struct problem *p = &r->ctx.problem;
    if (!p->error_count) {
        p->rule = text->code;
        p->detail_vi = text->vi;
        p->detail_en = text->en;
    }
    return fail_field_by_rule(&r->ctx, p->kind, where, code, text->code, said(&r->ctx, text->vi, text->en));
}

static bool refuse_field(struct req *r, const char *where, const struct constraint *own)
{
    const struct violated *v = &r->session->db.violated;
    enum field_code code = own ? own->code : code_of(v);
    const struct rule_text *text = find_text(r->session, v->constraint);
    if (is_rule(v))
        return fail_field_by_rule(&r->ctx, r->ctx.problem.kind, where, code, v->constraint,
                                  said(&r->ctx, v->hint_vi, v->hint_en));
    if (text)
        return refuse_by_text(r, where, code, text);
    return fail_field_as(&r->ctx, r->ctx.problem.kind, AT_POINTER, where, code, own ? own->hint : NULL);
}

/* A row that other rows refer to cannot be deleted. The constraint is of their table, so it names no field of this one. */
static bool refuse_referenced(struct req *r)
{
    return fail_field_as(&r->ctx, PROBLEM_CONFLICT, AT_POINTER, "", FIELD_ERROR_REFERENCED, NULL);
}

/* Two members may say whose the row is; this is the one that was sent. */
static const char *scope_field_of(const struct req *r, const struct resource *res)
{
    bool has_first = json_is_string(json_object_get(r->json, res->scope_field));
    return res->other_scope_field && !has_first ? res->other_scope_field : res->scope_field;
}

/* Row security refused the new row: a unit or collective that the caller does not reach looks like one that does not exist. */
static bool refuse_scope(struct req *r, const struct resource *res, const char *at)
{
    if (r->ctx.problem.kind == PROBLEM_FORBIDDEN)
        r->ctx.problem.kind = PROBLEM_CONFLICT;
    const char *where = arena_printf(r->ctx.arena, "%s/%s", at, scope_field_of(r, res));
    return fail_field_as(&r->ctx, PROBLEM_CONFLICT, AT_POINTER, where, FIELD_ERROR_REFERENCE, NULL);
}

static const char *json_text(struct arena *a, const json_t *value)
{
    enum { FLAGS = JSON_COMPACT | JSON_ENCODE_ANY };
    size_t length = json_dumpb(value, NULL, 0, FLAGS);
    char *text = arena_zero(a, length + 1);
    json_dumpb(value, text, length, FLAGS);
    return text;
}

/* Adds the members that the refusal carries: current_state, allowed, and what else its rule says. */
static void add_state(struct req *r)
{
    const char *state = r->session->db.violated.state;
    json_t *members = state && *state ? json_read(r, state, strlen(state)) : NULL;
    const char *name;
    json_t *value;
    json_object_foreach(members, name, value)
    {
        fail_member(&r->ctx, name, json_text(r->ctx.arena, value));
    }
}

bool crud_refused(struct req *r, const struct resource *res, const char *at)
{
    if (!r->ctx.problem.error_count)
        add_state(r);
    return crud_refused_item(r, res, at);
}

bool crud_refused_item(struct req *r, const struct resource *res, const char *at)
{
    const struct violated *v = &r->session->db.violated;
    if (v->sqlstate[0] == '\0')
        return false;
    if (is_state(v, "TD003") || is_state(v, "TD004") || is_state(v, "TD005"))
        return false; /* about the row or the caller, not about a field */
    if (problem_status(sqlstate_meaning(v->sqlstate).kind) >= 500)
        return false; /* a deadlock, or a database that is away: no field is at fault */
    if (is_state(v, "42501"))
        return res->scope_field ? refuse_scope(r, res, at) : false;
    if (is_state(v, "23503") && r->method == HTTP_DELETE)
        return refuse_referenced(r);
    const struct constraint *own = find_own(res, v->constraint);
    const char *field = given_field(r, res, field_of(res, own, v), at);
    const char *where = field ? arena_printf(r->ctx.arena, "%s/%s", at, field) : at;
    return refuse_field(r, where, own);
}
