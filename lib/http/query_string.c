/* query_string: see query_string.h. Reads r->target itself, because the library drops parameters it cannot parse. */
#include "http/query_string.h"

#include "base/arena.h"
#include "http/text.h"

#include <string.h>

/* The error names the parameter as it was sent: visible ASCII, because the framing check allows nothing else. */
static bool refuse(struct req *r, struct span name, enum field_code code, const char *hint)
{
    return fail_field(&r->ctx, AT_PARAMETER, arena_strndup(r->ctx.arena, name.text, name.length), code, hint);
}

static bool decode(struct req *r, struct span name, struct span text, const char **out)
{
    switch (percent_decode(r->ctx.arena, text.text, text.length, true, out)) {
    case PERCENT_BAD_ESCAPE:
        return refuse(r, name, FIELD_ERROR_FORMAT, "%XX");
    case PERCENT_NUL:
        return refuse(r, name, FIELD_ERROR_CHARACTER, "U+0000");
    case PERCENT_NOT_UTF8:
        return refuse(r, name, FIELD_ERROR_ENCODING, NULL);
    case PERCENT_OK:
        break;
    }
    return true;
}

static bool add_param(struct req *r, struct span name, struct span value)
{
    struct param p;
    if (!name.length)
        return refuse(r, name, FIELD_ERROR_FORMAT, "name=value");
    if (!decode(r, name, name, &p.name) || !decode(r, name, value, &p.value))
        return false;
    if (req_param(r, p.name))
        return fail_field(&r->ctx, AT_PARAMETER, p.name, FIELD_ERROR_REPEATED, NULL);
    if (r->param_count == REQ_MAX_PARAMS)
        return refuse(r, name, FIELD_ERROR_UNKNOWN, NULL);
    r->params[r->param_count++] = p;
    return true;
}

/* One "name=value" or "name"; returns where the next one starts, NULL after the last. */
static const char *parse_pair(struct req *r, const char *text, bool *good)
{
    size_t length = strcspn(text, "&"), name_length = strcspn(text, "=&");
    bool has_value = name_length < length;
    struct span name = {text, name_length};
    struct span value = {text + name_length + has_value, length - name_length - has_value};
    if (!add_param(r, name, value))
        *good = false;
    return text[length] ? text + length + 1 : NULL;
}

bool query_parse(struct req *r)
{
    bool good = true;
    const char *mark = strchr(r->target, '?');
    if (!mark || !mark[1])
        return true;
    for (const char *next = mark + 1; next;)
        next = parse_pair(r, next, &good);
    return good;
}
