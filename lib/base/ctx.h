/*
 * ctx: what one unit of work (a request, a start step, a test) hands down through the layers: its memory, its
 * language, and its one problem.
 *
 * Layer: base. A function that can fail returns bool or a pointer; false or NULL means that the problem is already set
 * here. Set it with the functions below; they return false, so one writes `return fail(ctx, PROBLEM_CONFLICT);`.
 */
#pragma once

#include "base/problem.h"

#include <stdbool.h>

struct arena;

struct ctx {
    struct arena *arena;
    enum lang lang;
    const char *request_id; /* borrowed; "-" outside a request */
    struct problem problem;
};

/* The caller's struct. Language Vietnamese, no problem. */
void ctx_init(struct ctx *ctx, struct arena *a);

/* Sets the problem, with its catalogue text. The first one stays: a later call does not overwrite it. */
bool fail(struct ctx *ctx, enum problem_kind kind);

/* The same with one sentence for the caller, in both languages, each already complete (arena or static). */
bool fail_because(struct ctx *ctx, enum problem_kind kind, const char *detail_vi, const char *detail_en);

/* The same when a rule of the domain is broken: the rule's code and its two sentences. */
bool fail_by_rule(struct ctx *ctx, enum problem_kind kind, const char *rule, const char *detail_vi,
                  const char *detail_en);

/* The same for a fault (5xx): the format is for the log alone and never reaches the client. */
bool fault(struct ctx *ctx, enum problem_kind kind, const char *log_format, ...) __attribute__((format(printf, 3, 4)));

/*
 * Adds one field error and sets PROBLEM_INVALID (400) when no problem is set yet. `where` is a JSON pointer
 * ("/headcount", "/awards/0/code"), a query parameter or a header, as `place` says; it is copied. `hint` fills the %s of
 * the code's text (a limit, the allowed values), in the language of the answer or in none, or is NULL. At most
 * PROBLEM_MAX_ERRORS are kept. Returns false.
 */
bool fail_field(struct ctx *ctx, enum problem_place place, const char *where, enum field_code code, const char *hint);

/* As fail_field, with another kind (PROBLEM_CONFLICT for a unique or reference violation found by the database). */
bool fail_field_as(struct ctx *ctx, enum problem_kind kind, enum problem_place place, const char *where,
                   enum field_code code, const char *hint);

/* As fail_field_as, when a rule of the domain is broken: the rule's code and its sentence. */
bool fail_field_by_rule(struct ctx *ctx, enum problem_kind kind, const char *where, enum field_code code,
                        const char *rule, const char *sentence);

/* Adds an extension member to the problem object: `json` is a complete JSON value (current_state, allowed). Returns false. */
bool fail_member(struct ctx *ctx, const char *name, const char *json);

/* The one of two texts that is in the language of the answer. For hints. */
static inline const char *said(const struct ctx *ctx, const char *vi, const char *en)
{
    return ctx->lang == LANG_EN ? en : vi;
}

static inline bool has_failed(const struct ctx *ctx)
{
    return ctx->problem.kind != PROBLEM_NONE;
}
