/* ctx: see ctx.h. Problems are set here; a few files add to one that is set (a detail, retry_after) or turn it into another. */
#include "base/ctx.h"

#include "base/arena.h"

#include <stdarg.h>

void ctx_init(struct ctx *ctx, struct arena *a)
{
    *ctx = (struct ctx){.arena = a, .lang = LANG_VI, .request_id = "-"};
}

bool fail(struct ctx *ctx, enum problem_kind kind)
{
    return fail_because(ctx, kind, NULL, NULL);
}

bool fail_because(struct ctx *ctx, enum problem_kind kind, const char *detail_vi, const char *detail_en)
{
    if (has_failed(ctx))
        return false;
    ctx->problem.kind = kind;
    ctx->problem.detail_vi = detail_vi;
    ctx->problem.detail_en = detail_en;
    return false;
}

bool fail_by_rule(struct ctx *ctx, enum problem_kind kind, const char *rule, const char *detail_vi,
                  const char *detail_en)
{
    if (!has_failed(ctx))
        ctx->problem.rule = rule;
    return fail_because(ctx, kind, detail_vi, detail_en);
}

bool fault(struct ctx *ctx, enum problem_kind kind, const char *log_format, ...)
{
    if (has_failed(ctx))
        return false;
    va_list args;
    va_start(args, log_format);
    ctx->problem.log = arena_vprintf(ctx->arena, log_format, args);
    va_end(args);
    return fail(ctx, kind);
}

bool fail_field(struct ctx *ctx, enum problem_place place, const char *where, enum field_code code, const char *hint)
{
    return fail_field_as(ctx, PROBLEM_INVALID, place, where, code, hint);
}

bool fail_field_as(struct ctx *ctx, enum problem_kind kind, enum problem_place place, const char *where,
                   enum field_code code, const char *hint)
{
    struct problem *p = &ctx->problem;
    fail(ctx, kind);
    if (p->error_count == PROBLEM_MAX_ERRORS)
        return false;
    p->errors[p->error_count++] =
        (struct field_error){.place = place, .where = arena_strdup(ctx->arena, where), .code = code, .hint = hint};
    return false;
}

bool fail_field_by_rule(struct ctx *ctx, enum problem_kind kind, const char *where, enum field_code code,
                        const char *rule, const char *sentence)
{
    struct problem *p = &ctx->problem;
    size_t before = p->error_count;
    fail_field_as(ctx, kind, AT_POINTER, where, code, sentence);
    if (p->error_count > before)
        p->errors[before].rule = rule;
    return false;
}

bool fail_member(struct ctx *ctx, const char *name, const char *json)
{
    struct problem *p = &ctx->problem;
    if (p->member_count == PROBLEM_MAX_MEMBERS)
        return false;
    p->members[p->member_count].name = name;
    p->members[p->member_count++].json = json;
    return false;
}
