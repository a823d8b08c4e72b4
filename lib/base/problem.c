/* problem: the catalogue's texts, and the one place that writes application/problem+json. */
#include "base/problem.h"

#include "base/buf.h"
#include "base/ctx.h"
#include "base/utf8.h"

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

enum { QUOTED_MAX = 2000, ERROR_BYTES = 64 * 1024, CLOSING_BYTES = 20 };

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

/*
 * Quotes what a caller sent: cut after about QUOTED_MAX bytes, between characters, and with U+FFFD for bytes that are not
 * UTF-8, so that the document is always valid JSON.
 */
static void add_quoted(struct buf *out, const char *text, struct arena *a)
{
    size_t left = strlen(text), taken = 0;
    struct buf quoted;
    buf_init(&quoted, a, 3 * QUOTED_MAX + sizeof "…");
    while (left && taken < QUOTED_MAX) {
        size_t width = utf8_width(text, left);
        buf_add(&quoted, width ? text : "\ufffd", width ? width : sizeof "\ufffd" - 1);
        width += !width;
        text += width;
        left -= width;
        taken += width;
    }
    buf_adds(&quoted, left ? "…" : "");
    buf_add_json(out, quoted.text, quoted.length);
}

static void add_member(struct buf *out, const char *name, const char *text, struct arena *a)
{
    buf_addc(out, ',');
    buf_adds_json(out, name);
    buf_addc(out, ':');
    add_quoted(out, text, a);
}

/* The catalogue's texts are our own formats; "%s" is filled by hand, so that a hint is never used as a format. */
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
    add_member(out, "detail", line.text, a);
}

/* A rule's sentence, or that of a missing row, says more than a text of the code that has no place for it. */
static const char *text_of(const struct field_error *e, enum lang lang)
{
    const char *text = codes[e->code].text[lang];
    bool is_sentence = e->hint && (e->rule || e->code == FIELD_ERROR_REFERENCE);
    return is_sentence && !strstr(text, "%s") ? "%s" : text;
}

static void add_error(const struct ctx *ctx, const struct field_error *e, struct buf *out)
{
    buf_addc(out, '{');
    buf_adds_json(out, place_names[e->place]);
    buf_addc(out, ':');
    add_quoted(out, e->where, ctx->arena);
    add_member(out, "code", codes[e->code].slug, ctx->arena);
    if (e->rule)
        add_member(out, "rule", e->rule, ctx->arena);
    add_detail(out, text_of(e, ctx->lang), e->hint, ctx->arena);
    buf_addc(out, '}');
}

/* Counts also the characters that close the document. */
static bool has_room(const struct buf *out, size_t length)
{
    return out->length + length + CLOSING_BYTES <= out->ceiling;
}

/* A member that does not fit is left out whole. */
static void add_members(const struct problem *p, struct buf *out)
{
    for (size_t i = 0; i < p->member_count; i++)
        if (has_room(out, strlen(p->members[i].name) + strlen(p->members[i].json)))
            buf_addf(out, ",\"%s\":%s", p->members[i].name, p->members[i].json);
}

/* As many as there is room for. Each is first written apart, so that none is cut. */
static void add_errors(const struct ctx *ctx, struct buf *out)
{
    const struct problem *p = &ctx->problem;
    const char *separator = ",\"errors\":[";
    for (size_t i = 0; i < p->error_count; i++) {
        struct buf one;
        buf_init(&one, ctx->arena, ERROR_BYTES);
        add_error(ctx, &p->errors[i], &one);
        if (one.overflow || !has_room(out, one.length))
            break;
        buf_adds(out, separator);
        buf_add(out, one.text, one.length);
        separator = ",";
    }
    buf_adds(out, separator[1] ? "" : "]"); /* closes what was opened */
}

void problem_write(const struct ctx *ctx, const char *instance, struct buf *out)
{
    const struct problem *p = &ctx->problem;
    const char *detail = ctx->lang == LANG_EN ? p->detail_en : p->detail_vi;
    buf_addf(out, "{\"type\":\"/problems/%s\"", kinds[p->kind].slug);
    add_member(out, "title", kinds[p->kind].title[ctx->lang], ctx->arena);
    buf_addf(out, ",\"status\":%d", kinds[p->kind].status);
    if (p->rule)
        add_member(out, "rule", p->rule, ctx->arena);
    if (detail)
        add_member(out, "detail", detail, ctx->arena);
    add_member(out, "instance", instance, ctx->arena);
    add_members(p, out);
    if (p->error_count)
        add_errors(ctx, out);
    buf_addc(out, '}');
}
