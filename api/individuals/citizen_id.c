/* citizen_id: see citizen_id.h. */
#include "individuals/citizen_id.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "http/reply.h"
#include "resources/resources.h"
#include "rest/decode.h"
#include "rest/encode.h"
#include "rest/session.h"
#include "rest/sql.h"
#include "rest/values.h"

#include <string.h>

/* "\x…", as PostgreSQL reads bytea. */
static const char *keyed_hash(struct req *r, const char *number)
{
    unsigned char digest[MAC_BYTES];
    char hex[MAC_HEX];
    mac(r->session->secret, "citizen_id", number, strlen(number), digest);
    mac_hex(digest, hex);
    return arena_printf(r->ctx.arena, "\\x%s", hex);
}

static bool is_citizen_id(const char *text)
{
    size_t length = strlen(text);
    return (length == 9 || length == 12) && strspn(text, "0123456789") == length;
}

bool citizen_id_store(struct req *r, const struct field *f, const char *text, struct values *out)
{
    (void)f;
    if (text && !is_citizen_id(text))
        return fail_field(&r->ctx, AT_POINTER, "/citizen_id", FIELD_ERROR_FORMAT, said(&r->ctx, "9 hoặc 12 chữ số", "9 or 12 digits"));
    values_put(out, "citizen_id_hash", text ? keyed_hash(r, text) : NULL);
    return true;
}

static const struct field lookup_fields[] = {
    FIELD_STORED("citizen_id", 9, 12, REQUIRED, NULL, citizen_id_store),
    FIELD_END,
};

/* The database keeps a row with the same request id, which says who asked. */
static void log_lookup(struct req *r, int found)
{
    log_event(LOG_INFO, "citizen_id_lookup",
              arena_printf(r->ctx.arena, "\"request_id\":\"%s\",\"found\":%d", r->ctx.request_id, found));
}

static struct rows *look_up(struct req *r, const struct values *v)
{
    struct buf *sql = buf_new(r->ctx.arena, 8192);
    const char *params[] = {values_get(v, "citizen_id_hash")};
    buf_adds(sql, "select ");
    sql_columns(sql, &individual);
    buf_adds(sql, "\nfrom look_up_citizen_id($1) as found (id)\njoin individual as t on t.id = found.id\norder by t.id");
    return session_query(r, sql->text, 1, params);
}

bool individual_lookup(struct req *r)
{
    struct values v = {0};
    struct buf out;
    if (!decode_object(r, lookup_fields, DECODE_CREATE, r->json, "", &v))
        return false;
    struct rows *rows = look_up(r, &v);
    if (!rows)
        return false;
    log_lookup(r, rows_count(rows));
    buf_init(&out, r->ctx.arena, 1024 * 1024);
    buf_adds(&out, "{\"items\":[");
    for (int i = 0; i < rows_count(rows); i++) {
        buf_adds(&out, i ? "," : "");
        encode_row(r, &out, &individual, rows, i);
    }
    buf_adds(&out, "]}");
    return reply_buf(r, 200, &out);
}
