/*
 * json: see json.h. A scan of our own comes first, for what Jansson does not refuse: depth (its own limit is 2,048) and
 * numbers with more digits than a double keeps.
 */
#include "rest/json.h"

#include "base/arena.h"
#include "base/buf.h"
#include "http/reply.h"

#include <ctype.h>
#include <string.h>

struct scan {
    const char *at, *end;
    int depth, deepest;
    bool has_long_number;
};

static void skip_string(struct scan *s)
{
    for (s->at++; s->at < s->end && *s->at != '"'; s->at++)
        if (*s->at == '\\')
            s->at++;
    s->at++;
}

/* Significant digits: leading zeros and the exponent do not count. */
static void skip_number(struct scan *s)
{
    int digits = 0;
    bool in_exponent = false;
    for (; s->at < s->end && (isalnum((unsigned char)*s->at) || strchr("+-.", *s->at)); s->at++) {
        in_exponent |= *s->at == 'e' || *s->at == 'E';
        if (!in_exponent && isdigit((unsigned char)*s->at) && (digits || *s->at != '0'))
            digits++;
    }
    s->has_long_number |= digits > JSON_MAX_DIGITS;
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
    const char *place = arena_printf(r->ctx.arena, "line %d, column %d", error->line, error->column);
    return fail_field(&r->ctx, AT_POINTER, "", FIELD_ERROR_SYNTAX, place);
}

bool json_parse_body(struct req *r)
{
    struct scan s = {.at = r->body, .end = r->body + r->body_length};
    json_error_t error;
    scan_text(&s);
    if (s.deepest > JSON_MAX_DEPTH)
        return fail_field(&r->ctx, AT_POINTER, "", FIELD_ERROR_DEPTH, NULL);
    json_t *json = json_loadb(r->body, r->body_length, JSON_REJECT_DUPLICATES, &error);
    if (!json)
        return fail_syntax(r, &error);
    r->json = arena_own(r->ctx.arena, json, release_json);
    if (!json_is_object(json))
        return fail_field(&r->ctx, AT_POINTER, "", FIELD_ERROR_TYPE, "object");
    if (s.has_long_number)
        return fail_field(&r->ctx, AT_POINTER, "", FIELD_ERROR_PRECISION, "15");
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
    return reply_json(r, 200, out->text, out->length);
}
