/* problem: the catalogue's texts, and the one place that writes application/problem+json. */
#include "base/problem.h"

#include "base/buf.h"
#include "base/ctx.h"

#include <string.h>

struct kind_text {
    int status;
    const char *slug, *title[2]; /* by enum lang */
};

static const struct kind_text kinds[PROBLEM_KINDS] = {
#define X(kind, status, slug, vi, en) [PROBLEM_##kind] = {status, slug, {vi, en}},
    PROBLEM_CATALOGUE(X)
#undef X
};

struct code_text {
    const char *slug, *text[2];
};

static const struct code_text codes[] = {
#define X(code, slug, vi, en) [FIELD_ERROR_##code] = {slug, {vi, en}},
    FIELD_CODE_CATALOGUE(X)
#undef X
};

static const char *const place_names[] = {
    [AT_POINTER] = "pointer", [AT_PARAMETER] = "parameter", [AT_HEADER] = "header"};

int problem_status(enum problem_kind kind)
{
    return kinds[kind].status;
}

const char *problem_slug(enum problem_kind kind)
{
    return kinds[kind].slug;
}

const char *problem_title(enum problem_kind kind, enum lang lang)
{
    return kinds[kind].title[lang];
}

static void add_member(struct buf *out, const char *name, const char *text)
{
    buf_addc(out, ',');
    buf_adds_json(out, name);
    buf_addc(out, ':');
    buf_adds_json(out, text);
}

/* The catalogue's texts are formats of ours; "%s" is filled by hand so that a hint is never a format. */
static void add_detail(struct buf *out, const char *text, const char *hint, struct arena *a)
{
    struct buf line;
    buf_init(&line, a, 4096);
    for (const char *c = text; *c; c++) {
        if (!hint && strcmp(c, ": %s") == 0)
            break; /* nothing to add */
        if (c[0] == '%' && c[1] == 's') {
            buf_adds(&line, hint ? hint : "?");
            c++;
            continue;
        }
        buf_addc(&line, *c);
    }
    add_member(out, "detail", line.text);
}

static void add_errors(const struct ctx *ctx, struct buf *out)
{
    const struct problem *p = &ctx->problem;
    buf_adds(out, ",\"errors\":[");
    for (size_t i = 0; i < p->error_count; i++) {
        const struct field_error *e = &p->errors[i];
        buf_adds(out, i ? ",{" : "{");
        buf_adds_json(out, place_names[e->place]);
        buf_addc(out, ':');
        buf_adds_json(out, e->where);
        add_member(out, "code", codes[e->code].slug);
        add_detail(out, codes[e->code].text[ctx->lang], e->hint, ctx->arena);
        buf_addc(out, '}');
    }
    buf_addc(out, ']');
}

void problem_write(const struct ctx *ctx, const char *instance, struct buf *out)
{
    const struct problem *p = &ctx->problem;
    const char *detail = ctx->lang == LANG_EN ? p->detail_en : p->detail_vi;
    buf_addf(out, "{\"type\":\"/problems/%s\"", kinds[p->kind].slug);
    add_member(out, "title", kinds[p->kind].title[ctx->lang]);
    buf_addf(out, ",\"status\":%d", kinds[p->kind].status);
    if (detail)
        add_member(out, "detail", detail);
    add_member(out, "instance", instance);
    for (size_t i = 0; i < p->member_count; i++)
        buf_addf(out, ",\"%s\":%s", p->members[i].name, p->members[i].json);
    if (p->error_count)
        add_errors(ctx, out);
    buf_addc(out, '}');
}
