/*
 * decode: see decode.h. Functions decode_… take a JSON value; functions check_… check a value, also that of a query
 * parameter (param_…).
 */
#include "rest/decode.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/uuid.h"
#include "http/req.h"
#include "rest/json.h"
#include "rest/text.h"
#include "rest/values.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SET_MAX = 16 * 1024, POINTER_MAX = 4096 }; /* a set: room for 400 ids */

/* Escapes "~" and "/" in a member's name for a JSON pointer (RFC 6901). A name that is too long is cut. */
static const char *pointer_to(struct req *r, const char *at, const char *name)
{
    struct buf pointer;
    buf_init(&pointer, r->ctx.arena, POINTER_MAX);
    buf_adds(&pointer, at);
    buf_addc(&pointer, '/');
    for (const char *c = name; *c && !pointer.overflow; c++) {
        if (*c == '~' || *c == '/')
            buf_adds(&pointer, *c == '~' ? "~0" : "~1");
        else
            buf_addc(&pointer, *c);
    }
    return pointer.text;
}

/* Where a value comes from, for its errors: a member of the object at the pointer `at`, or a query parameter. */
struct spot {
    struct req *r;
    const struct field *f;
    enum problem_place place;
    const char *at, *name;
};

/* Builds a pointer only for an error that the answer shows. */
static const char *refuse(const struct spot *s, enum field_code code, const char *hint)
{
    struct ctx *ctx = &s->r->ctx;
    bool is_shown = ctx->problem.error_count < PROBLEM_MAX_ERRORS;
    fail_field(ctx, s->place, is_shown && s->place == AT_POINTER ? pointer_to(s->r, s->at, s->name) : s->name, code,
               hint);
    return NULL;
}

static const char *number_hint(const struct spot *s, long long number)
{
    return arena_printf(s->r->ctx.arena, "%lld", number);
}

static const char *check_text(const struct spot *s, const char *text, size_t length)
{
    const char *refused = NULL, *clean = text_clean(s->r->ctx.arena, s->f->text, text, length, &refused);
    if (!clean)
        return refuse(s, FIELD_ERROR_CHARACTER, refused);
    if (*clean && !text_is_visible(clean))
        return refuse(s, FIELD_ERROR_INVISIBLE, NULL);
    long long characters = text_characters(clean);
    if (characters < s->f->least)
        return refuse(s, FIELD_ERROR_TOO_SHORT, number_hint(s, s->f->least));
    if (characters > s->f->most)
        return refuse(s, FIELD_ERROR_TOO_LONG, number_hint(s, s->f->most));
    return clean;
}

static const char *check_int(const struct spot *s, long long number)
{
    const struct field *f = s->f;
    if (number < f->least || number > f->most)
        return refuse(s, FIELD_ERROR_RANGE, arena_printf(s->r->ctx.arena, "%lld–%lld", f->least, f->most));
    return number_hint(s, number);
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool is_date(const char *text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? text[i] != '-' : !isdigit((unsigned char)text[i]))
            return false;
    int year = atoi(text), month = atoi(text + 5), day = atoi(text + 8);
    if (text[10] != '\0' || year < 1 || month < 1 || month > 12 || day < 1)
        return false;
    return day <= days[month - 1] + (month == 2 && is_leap(year));
}

static bool is_time(const char *text)
{
    static const char shape[] = "dddd-dd-ddTdd:dd:dd";
    size_t length = strlen(text), i = 0;
    for (; i < sizeof shape - 1; i++)
        if (i >= length || (shape[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != shape[i]))
            return false;
    if (text[i] == '.')
        for (i++; isdigit((unsigned char)text[i]); i++)
            ;
    char day[11] = {0};
    memcpy(day, text, 10);
    bool is_of_day = atoi(text + 11) < 24 && atoi(text + 14) < 60 && atoi(text + 17) < 60;
    return is_date(day) && is_of_day && length <= 32 && strcmp(text + i, "Z") == 0;
}

static const char *check_enum(const struct spot *s, const char *text)
{
    struct buf names;
    buf_init(&names, s->r->ctx.arena, 2048);
    for (const char *const *v = s->f->values; *v; v++) {
        if (strcmp(*v, text) == 0)
            return *v;
        buf_addf(&names, "%s%s", v == s->f->values ? "" : ", ", *v);
    }
    return refuse(s, FIELD_ERROR_ENUM, names.text);
}

static const char *check_uuid(const struct spot *s, const char *text)
{
    if (!is_uuid(text))
        return refuse(s, FIELD_ERROR_FORMAT, "UUID");
    char *lower = arena_strdup(s->r->ctx.arena, text);
    for (char *c = lower; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return lower;
}

/* numeric(21, 6): 15 digits before the point, 6 after it. "%.15g" gives back the digits from which the double was read. */
static const char *check_decimal(const struct spot *s, double number)
{
    if (!isfinite(number) || fabs(number) >= 1e15)
        return refuse(s, FIELD_ERROR_RANGE, "-10^15–10^15");
    char *text = arena_printf(s->r->ctx.arena, "%.15g", number);
    if (strchr(text, 'e'))
        text = arena_printf(s->r->ctx.arena, "%.6f", number);
    const char *point = strchr(text, '.');
    if (strtod(text, NULL) != number || (point && strlen(point) > 7))
        return refuse(s, FIELD_ERROR_PRECISION, said(&s->r->ctx, "15 (6 sau dấu thập phân)", "15 (6 after the point)"));
    return text;
}

/* A number greater than any integer is out of range, not of the wrong type. */
static const char *refuse_no_integer(const struct spot *s, const json_t *value)
{
    if (fabs(json_real_value(value)) >= 1e15)
        return check_int(s, json_real_value(value) < 0 ? LLONG_MIN : LLONG_MAX);
    return refuse(s, FIELD_ERROR_TYPE, said(&s->r->ctx, "số nguyên", "an integer"));
}

static const char *decode_number(const struct spot *s, const json_t *value)
{
    if (s->f->type == FIELD_TYPE_INT)
        return json_is_integer(value) ? check_int(s, json_integer_value(value)) : refuse_no_integer(s, value);
    return json_is_number(value) ? check_decimal(s, json_number_value(value))
                                 : refuse(s, FIELD_ERROR_TYPE, said(&s->r->ctx, "số", "a number"));
}

static const char *check_string(const struct spot *s, const char *text, size_t length)
{
    switch (s->f->type) {
    case FIELD_TYPE_DATE:
        return is_date(text)
                   ? arena_strdup(s->r->ctx.arena, text)
                   : refuse(s, FIELD_ERROR_FORMAT, said(&s->r->ctx, "năm-tháng-ngày (YYYY-MM-DD)", "YYYY-MM-DD"));
    case FIELD_TYPE_TIME:
        return is_time(text) ? arena_strdup(s->r->ctx.arena, text)
                             : refuse(s, FIELD_ERROR_FORMAT, "YYYY-MM-DDThh:mm:ssZ");
    case FIELD_TYPE_UUID:
    case FIELD_TYPE_UUID_SET:
        return check_uuid(s, text);
    case FIELD_TYPE_ENUM:
    case FIELD_TYPE_ENUM_SET:
        return check_enum(s, text);
    default:
        return check_text(s, text, length);
    }
}

static bool is_listed(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = names; (at = strstr(at, name)); at += length)
        if ((at[-1] == ',' || at[-1] == '{') && (at[length] == ',' || at[length] == '\0'))
            return true;
    return false;
}

/* Enum names and ids need no quoting in an array literal. */
static const char *decode_set(const struct spot *s, const json_t *value)
{
    if (!json_is_array(value))
        return refuse(s, FIELD_ERROR_TYPE, said(&s->r->ctx, "danh sách", "a list"));
    if (json_array_size(value) == 0)
        return refuse(s, FIELD_ERROR_TOO_SHORT, "1");
    if (s->f->most && json_array_size(value) > (size_t)s->f->most)
        return refuse(s, FIELD_ERROR_TOO_LONG, number_hint(s, s->f->most));
    struct buf literal;
    buf_init(&literal, s->r->ctx.arena, SET_MAX);
    buf_addc(&literal, '{');
    for (size_t i = 0; i < json_array_size(value); i++) {
        const char *text = json_string_value(json_array_get(value, i));
        if (!text)
            return refuse(s, FIELD_ERROR_TYPE, said(&s->r->ctx, "danh sách chuỗi ký tự", "a list of strings"));
        const char *name = check_string(s, text, strlen(text));
        if (!name)
            return NULL;
        if (is_listed(literal.text, name))
            return refuse(s, FIELD_ERROR_REPEATED, NULL);
        buf_addf(&literal, "%s%s", i ? "," : "", name);
    }
    buf_addc(&literal, '}');
    return literal.text;
}

static const char *decode_value(const struct spot *s, const json_t *value)
{
    switch (s->f->type) {
    case FIELD_TYPE_INT:
    case FIELD_TYPE_DECIMAL:
        return decode_number(s, value);
    case FIELD_TYPE_BOOL:
        return json_is_boolean(value) ? (json_is_true(value) ? "true" : "false")
                                      : refuse(s, FIELD_ERROR_TYPE, said(&s->r->ctx, "true hoặc false", "true or false"));
    case FIELD_TYPE_ENUM_SET:
    case FIELD_TYPE_UUID_SET:
        return decode_set(s, value);
    default:
        return json_is_string(value) ? check_string(s, json_string_value(value), json_string_length(value))
                                     : refuse(s, FIELD_ERROR_TYPE, said(&s->r->ctx, "chuỗi ký tự", "a string"));
    }
}

static bool put(struct req *r, const struct field *f, const char *text, struct values *out)
{
    if (f->store)
        return f->store(r, f, text, out);
    values_put(out, f->name, text);
    return true;
}

static void decode_absent(const struct spot *s, enum decode_mode mode, struct values *out)
{
    const struct field *f = s->f;
    if (mode == DECODE_PATCH || (mode == DECODE_REPLACE && (f->flags & IMMUTABLE)))
        return;
    if (f->flags & REQUIRED)
        refuse(s, FIELD_ERROR_REQUIRED, NULL);
    else
        put(s->r, f, f->preset, out);
}

static void decode_given(const struct spot *s, enum decode_mode mode, const json_t *value, struct values *out)
{
    const struct field *f = s->f;
    if (f->flags & READ_ONLY) {
        refuse(s, FIELD_ERROR_READ_ONLY, NULL);
        return;
    }
    if ((f->flags & IMMUTABLE) && mode != DECODE_CREATE) {
        refuse(s, FIELD_ERROR_IMMUTABLE, NULL);
        return;
    }
    if (!json_is_null(value)) {
        const char *text = decode_value(s, value);
        if (text)
            put(s->r, f, text, out);
        return;
    }
    if (f->flags & (REQUIRED | SET) || f->names)
        refuse(s, FIELD_ERROR_NULL, NULL);
    else
        put(s->r, f, NULL, out);
}

/* Stops when the problem has as many errors as it can show. */
static void refuse_unknown(struct req *r, const struct field *fields, const json_t *object, const char *at)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, name, value)
    {
        bool is_server_owned = strcmp(name, "id") == 0;
        const struct spot s = {.r = r, .place = AT_POINTER, .at = at, .name = name};
        if (r->ctx.problem.error_count == PROBLEM_MAX_ERRORS)
            return;
        if (is_server_owned || !field_find(fields, name, strlen(name)))
            refuse(&s, is_server_owned ? FIELD_ERROR_READ_ONLY : FIELD_ERROR_UNKNOWN, NULL);
    }
}

/* Whether the object gives the key of this reference instead of the reference. */
static bool is_given_by_key(const struct field *fields, const struct field *f, const json_t *object)
{
    const struct field *key = f->type == FIELD_TYPE_UUID ? field_key_of(fields, f->name) : NULL;
    return key && json_object_get(object, key->name);
}

bool decode_object(struct req *r, const struct field *fields, enum decode_mode mode, const json_t *object,
                   const char *at, struct values *out)
{
    size_t before = r->ctx.problem.error_count;
    for (const struct field *f = fields; f->type != FIELD_TYPE_END; f++) {
        const json_t *value = json_object_get(object, f->name);
        struct spot s = {.r = r, .f = f, .place = AT_POINTER, .at = at, .name = f->name};
        if (value)
            decode_given(&s, mode, value, out);
        else if (is_given_by_key(fields, f, object))
            put(r, f, NULL, out);
        else if (!(f->flags & READ_ONLY))
            decode_absent(&s, mode, out);
    }
    refuse_unknown(r, fields, object, at);
    return r->ctx.problem.error_count == before && !has_failed(&r->ctx);
}

bool decode_body_without(struct req *r, const struct field *fields, const char *member, struct values *out)
{
    json_t *rest = json_copy(r->json);
    arena_own(r->ctx.arena, rest, (void (*)(void *))json_decref);
    json_object_del(rest, member);
    return decode_object(r, fields, DECODE_CREATE, rest, "", out);
}

bool decode_member(struct req *r, const struct field *fields, enum decode_mode mode, const char *member,
                   struct values *out)
{
    const json_t *object = json_object_get(r->json, member);
    const char *at = pointer_to(r, "", member);
    if (!json_is_object(object))
        return fail_field(&r->ctx, AT_POINTER, at, object ? FIELD_ERROR_TYPE : FIELD_ERROR_REQUIRED,
                          said(&r->ctx, "đối tượng JSON", "an object"));
    if (json_object_size(object) == 0)
        return fail_field(&r->ctx, AT_POINTER, at, FIELD_ERROR_TOO_SHORT, "1");
    return decode_object(r, fields, mode, object, at, out);
}

static const char *param_int(const struct spot *s, const char *text)
{
    char *end;
    long long number = strtoll(text, &end, 10);
    if (*end || end == text || isspace((unsigned char)*text) || *text == '+' || strlen(text) > 18)
        return refuse(s, FIELD_ERROR_TYPE, said(&s->r->ctx, "số nguyên", "an integer"));
    return check_int(s, number);
}

static const char *param_decimal(const struct spot *s, const char *text)
{
    size_t plain = strspn(text, "0123456789.-");
    char *end;
    double number = strtod(text, &end);
    if (text[plain] || *end || end == text || strlen(text) > 20)
        return refuse(s, FIELD_ERROR_TYPE, said(&s->r->ctx, "số", "a number"));
    return check_decimal(s, number);
}

static const char *param_bool(const struct spot *s, const char *text)
{
    bool is_bool = strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
    return is_bool ? text : refuse(s, FIELD_ERROR_TYPE, "true, false");
}

const char *decode_param(struct req *r, const struct field *f, const char *name, const char *text)
{
    struct spot s = {.r = r, .f = f, .place = AT_PARAMETER, .name = name};
    switch (f->type) {
    case FIELD_TYPE_INT:
        return param_int(&s, text);
    case FIELD_TYPE_DECIMAL:
        return param_decimal(&s, text);
    case FIELD_TYPE_BOOL:
        return param_bool(&s, text);
    default:
        return check_string(&s, text, strlen(text));
    }
}
