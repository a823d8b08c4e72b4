/*
 * json: see json.h. First we scan the text ourselves, for what Jansson does not refuse (depth: its own limit is 2,048), and
 * for numbers that would make Jansson refuse the whole body.
 */
#include "rest/json.h"

#include "base/arena.h"
#include "base/buf.h"
#include "http/reply.h"

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct scan {
    const char *at, *end;
    int depth, deepest;
    const char *body; /* where the text starts */
    char *changed;    /* a copy of it, made when the first number needs it */
    struct arena *arena;
};

static void skip_string(struct scan *s)
{
    for (s->at++; s->at < s->end && *s->at != '"'; s->at++)
        if (*s->at == '\\')
            s->at++;
    s->at++;
}

static size_t count_digits(const char **at)
{
    const char *from = *at;
    while (isdigit((unsigned char)**at))
        ++*at;
    return (size_t)(*at - from);
}

/* True: a number by RFC 8259 §6. Jansson refuses anything else, and says where it is. */
static bool is_number(const char *at, const char *end)
{
    at += *at == '-';
    bool has_zero = *at == '0';
    size_t digits = count_digits(&at);
    if (digits == 0 || (has_zero && digits > 1))
        return false;
    if (*at == '.' && (at++, count_digits(&at) == 0))
        return false;
    if (*at != 'e' && *at != 'E')
        return at == end;
    at++;
    at += *at == '+' || *at == '-';
    return count_digits(&at) > 0 && at == end;
}

/* Counts from the first digit that is not 0 to the last such digit. */
static int significant_digits(const char *at, const char *end)
{
    int digits = 0, zeros = 0;
    for (; at < end && *at != 'e' && *at != 'E'; at++) {
        if (*at == '0')
            zeros += digits > 0;
        if (*at >= '1' && *at <= '9') {
            digits += zeros + 1;
            zeros = 0;
        }
    }
    return digits;
}

/*
 * A valid number that neither a double nor a 64-bit integer can hold would end Jansson's reading and hide all other errors.
 * So the copy that Jansson reads has another number in its place, which its own field refuses for the same reason: one too
 * great for any field, or one with too many places for any. It is never longer than the original and filled up with blanks,
 * so that lines and columns stay the same.
 */
static void replace_number(struct scan *s, const char *from, const char *by)
{
    if (!s->changed)
        s->changed = arena_strndup(s->arena, s->body, (size_t)(s->end - s->body));
    char *to = s->changed + (from - s->body);
    memset(to, ' ', (size_t)(s->at - from));
    memcpy(to, by, strlen(by));
}

static void skip_number(struct scan *s)
{
    const char *from = s->at;
    while (s->at < s->end && (isalnum((unsigned char)*s->at) || strchr("+-.", *s->at)))
        s->at++;
    if (s->at - from < 6 && !memchr(from, 'e', (size_t)(s->at - from)) && !memchr(from, 'E', (size_t)(s->at - from)))
        return; /* short and plain: nearly all */
    int digits = significant_digits(from, s->at);
    if (!is_number(from, s->at) || digits == 0)
        return;
    double size = fabs(strtod(from, NULL));
    if (size >= 1e15 && s->at - from > 4)
        replace_number(s, from, "9e307");
    else if (size < DBL_MIN || digits > JSON_MAX_DIGITS)
        replace_number(s, from, "1e-300");
}

static void scan_text(struct scan *s)
{
    while (s->at < s->end) {
        char c = *s->at;
        if (c == '"') {
            skip_string(s);
        } else if (c == '-' || isdigit((unsigned char)c)) {
            skip_number(s);
        } else {
            s->depth += (c == '{' || c == '[') - (c == '}' || c == ']');
            s->deepest = s->depth > s->deepest ? s->depth : s->deepest;
            s->at++;
        }
    }
}

static void release_json(void *json)
{
    json_decref(json);
}

static bool fail_syntax(struct req *r, const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);
    if (code == json_error_duplicate_key)
        return fail_field(&r->ctx, AT_POINTER, "", FIELD_ERROR_REPEATED, NULL);
    if (code == json_error_invalid_utf8)
        return fail_field(&r->ctx, AT_POINTER, "", FIELD_ERROR_ENCODING, NULL);
    if (code == json_error_null_character || code == json_error_null_byte_in_key)
        return fail_field(&r->ctx, AT_POINTER, "", FIELD_ERROR_CHARACTER, "U+0000");
    const char *vi = arena_printf(r->ctx.arena, "dòng %d, cột %d", error->line, error->column);
    const char *en = arena_printf(r->ctx.arena, "line %d, column %d", error->line, error->column);
    return fail_field(&r->ctx, AT_POINTER, "", FIELD_ERROR_SYNTAX, said(&r->ctx, vi, en));
}

bool json_parse_body(struct req *r)
{
    struct scan s = {.at = r->body, .body = r->body, .end = r->body + r->body_length, .arena = r->ctx.arena};
    json_error_t error;
    scan_text(&s);
    if (s.deepest > JSON_MAX_DEPTH)
        return fail_field(&r->ctx, AT_POINTER, "", FIELD_ERROR_DEPTH, NULL);
    json_t *json = json_loadb(s.changed ? s.changed : r->body, r->body_length, JSON_REJECT_DUPLICATES, &error);
    if (!json)
        return fail_syntax(r, &error);
    r->json = arena_own(r->ctx.arena, json, release_json);
    if (!json_is_object(json))
        return fail_field(&r->ctx, AT_POINTER, "", FIELD_ERROR_TYPE, said(&r->ctx, "đối tượng JSON", "an object"));
    return true;
}

json_t *json_read(struct req *r, const char *text, size_t length)
{
    json_error_t error;
    json_t *tree = json_loadb(text, length, 0, &error);
    if (!tree)
        fault(&r->ctx, PROBLEM_INTERNAL, "a document does not parse: %s at %d", error.text, error.position);
    return arena_own(r->ctx.arena, tree, release_json);
}

bool json_reply(struct req *r, const char *text, size_t length)
{
    struct scan s = {.at = text, .end = text + length};
    struct buf *out = buf_new(r->ctx.arena, length + 1);
    while (s.at < s.end) {
        const char *token = s.at;
        if (*token == '"')
            skip_string(&s);
        else
            s.at++;
        if (!isspace((unsigned char)*token))
            buf_add(out, token, (size_t)(s.at - token));
    }
    return reply_buf(r, 200, out);
}
