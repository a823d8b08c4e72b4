/* encode: see encode.h. Text from PostgreSQL in, JSON out; parses only what it must. */
#include "rest/encode.h"

#include "base/buf.h"
#include "pg/query.h"
#include "rest/session.h"

#include <string.h>

/* "2018-06-30 01:02:03.456+00" (the session's time zone is UTC) → "2018-06-30T01:02:03.456Z" */
static void add_time(struct buf *out, const char *text, size_t length)
{
    buf_addc(out, '"');
    buf_add(out, text, 10);
    buf_addc(out, 'T');
    buf_add(out, text + 11, length - 11 - 3);
    buf_adds(out, "Z\"");
}

/* numeric keeps the scale with which it was stored; zeros at the end behind the point are left out. */
static void add_decimal(struct buf *out, const char *text, size_t length)
{
    if (memchr(text, '.', length))
        while (text[length - 1] == '0' || text[length - 1] == '.') {
            length--;
            if (text[length] == '.')
                break;
        }
    buf_add(out, text, length);
}

/* {a,b} → ["a","b"]. PostgreSQL never quotes enum names and ids. */
static void add_set(struct buf *out, const char *text, size_t length)
{
    buf_addc(out, '[');
    for (size_t i = 1; i + 1 < length; i++) {
        size_t end = i;
        while (text[end] != ',' && text[end] != '}')
            end++;
        if (i > 1)
            buf_addc(out, ',');
        buf_add_json(out, text + i, end - i);
        i = end;
    }
    buf_addc(out, ']');
}

static void add_quoted(struct buf *out, const char *text, size_t length)
{
    buf_addc(out, '"');
    buf_add(out, text, length);
    buf_addc(out, '"');
}

static void add_value(struct buf *out, enum field_type type, const char *text, size_t length)
{
    switch (type) {
    case FIELD_TYPE_INT:
    case FIELD_TYPE_JSON:
        buf_add(out, text, length);
        return;
    case FIELD_TYPE_DECIMAL:
        add_decimal(out, text, length);
        return;
    case FIELD_TYPE_BOOL:
        buf_adds(out, *text == 't' ? "true" : "false");
        return;
    case FIELD_TYPE_TIME:
        add_time(out, text, length);
        return;
    case FIELD_TYPE_ENUM_SET:
    case FIELD_TYPE_UUID_SET:
        add_set(out, text, length);
        return;
    case FIELD_TYPE_DATE:
    case FIELD_TYPE_UUID:
    case FIELD_TYPE_ENUM:
        add_quoted(out, text, length);
        return;
    default:
        buf_add_json(out, text, length);
    }
}

static bool is_member(const struct field *f)
{
    return f->type != FIELD_TYPE_END && !(f->flags & QUERY_ONLY);
}

/* "name":value */
static void add_field(struct buf *out, const struct field *f, const struct rows *rows, int row, int column)
{
    size_t length;
    const char *text = rows_value(rows, row, column, &length);
    add_quoted(out, f->name, strlen(f->name));
    buf_addc(out, ':');
    if (text)
        add_value(out, f->type, text, length);
    else
        buf_add(out, "null", 4);
}

void encode_members(struct req *r, struct buf *out, const struct resource *res, const struct rows *rows, int row,
                    int column)
{
    const char *comma = "";
    if (!res->is_of_others)
        session_shows(r, res->table, rows_text(rows, row, COLUMN_ID));
    for (const struct field *f = res->fields; is_member(f); f++, column++) {
        if (!field_is_read_by(f, r->session->roles))
            continue;
        buf_adds(out, comma);
        add_field(out, f, rows, row, column);
        comma = ",";
    }
}

void encode_row(struct req *r, struct buf *out, const struct resource *res, const struct rows *rows, int row)
{
    buf_add(out, "{\"id\":", 6);
    add_quoted(out, rows_text(rows, row, COLUMN_ID), rows_length(rows, row, COLUMN_ID));
    buf_addc(out, ',');
    encode_members(r, out, res, rows, row, COLUMN_FIELDS);
    buf_addc(out, '}');
}
