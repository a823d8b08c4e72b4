/* snapshot: see snapshot.h. The database decides whether the caller may have the report (schema/functions/76_report_snapshot). */
#include "reports/snapshot.h"

#include "auth/mac.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/uuid.h"
#include "http/negotiate.h"
#include "http/reply.h"
#include "reports/period.h"
#include "reports/report.h"
#include "resources/resources.h"
#include "rest/crud.h"
#include "rest/decode.h"
#include "rest/json.h"
#include "rest/session.h"
#include "rest/sql.h"
#include "rest/values.h"

#include <string.h>

enum { SQL_MAX = 16 * 1024 };

/* `period` or the two days, or both if they agree; a cluster or a unit, never both. */
static const struct field fields[] = {
    FIELD_ENUM("report", report_names, REQUIRED),
    FIELD_REF("cluster_id", 0),
    FIELD_REF("unit_id", 0),
    FIELD_KEY("period", 4, 7, 0),
    FIELD_DATE("period_from", 0),
    FIELD_DATE("period_to", 0),
    FIELD_BOOL("predecessors", "false", 0),
    FIELD_INT("small_headcount", 1, 100000, 0),
    FIELD_TEXT("note", 0, 2000, 0),
    FIELD_END,
};

static bool refuse(struct req *r, const char *pointer, enum field_code code, const char *hint)
{
    return fail_field(&r->ctx, AT_POINTER, pointer, code, hint);
}

static bool check_scope(struct req *r, const struct report *report, const struct values *body)
{
    bool has_cluster = values_get(body, "cluster_id"), has_unit = values_get(body, "unit_id");
    if (has_cluster && has_unit)
        return refuse(r, "/unit_id", FIELD_ERROR_RULE, said(&r->ctx, "Báo cáo về một cụm, khối hoặc một đơn vị, không về cả hai",
                           "A report is about one cluster or one unit, not both"));
    if (has_cluster)
        return report_takes(report, "cluster") || refuse(r, "/cluster_id", FIELD_ERROR_RULE, said(&r->ctx, "Báo cáo này lập cho một đơn vị",
                           "This report is about a unit"));
    if (has_unit)
        return report_takes(report, "unit") || refuse(r, "/unit_id", FIELD_ERROR_RULE, said(&r->ctx, "Báo cáo này lập cho một cụm, khối",
                           "This report is about a cluster"));
    return refuse(r, report_takes(report, "cluster") ? "/cluster_id" : "/unit_id", FIELD_ERROR_REQUIRED, NULL);
}

static bool read_days(struct req *r, const struct values *body, struct period *period)
{
    period->from = values_get(body, "period_from");
    period->to = values_get(body, "period_to");
    if (!period->from)
        refuse(r, "/period_from", FIELD_ERROR_REQUIRED, NULL);
    if (!period->to)
        refuse(r, "/period_to", FIELD_ERROR_REQUIRED, NULL);
    if (!period->from || !period->to)
        return false;
    return strcmp(period->from, period->to) <= 0 ||
           refuse(r, "/period_to", FIELD_ERROR_RULE, said(&r->ctx, "Ngày cuối kỳ trước ngày đầu kỳ",
                           "The last day of the period is before the first"));
}

/* A representation that is sent back has `period` and the two days; then they must agree. */
static bool read_period(struct req *r, const struct values *body, struct period *period)
{
    const char *text = values_get(body, "period");
    struct period named;
    if (text && !period_parse(r, text, &named))
        return refuse(r, "/period", FIELD_ERROR_FORMAT, PERIOD_FORMS);
    if (!values_get(body, "period_from") && !values_get(body, "period_to")) {
        *period = text ? named : (struct period){0};
        return text || refuse(r, "/period", FIELD_ERROR_REQUIRED, NULL);
    }
    if (!read_days(r, body, period))
        return false;
    bool is_same = !text || (strcmp(named.from, period->from) == 0 && strcmp(named.to, period->to) == 0);
    return is_same || refuse(r, "/period", FIELD_ERROR_RULE, said(&r->ctx, "Kỳ báo cáo và hai ngày không khớp nhau",
                           "The period and the two days do not agree"));
}

/* Puts the columns of the row. The body may name the period in another way, and leave out the headcount. */
static void put_columns(struct values *v, const struct report *report, const struct values *body,
                        const struct period *period)
{
    const char *headcount = values_get(body, "small_headcount");
    values_put(v, "report", report->name);
    values_put(v, "cluster_id", values_get(body, "cluster_id"));
    values_put(v, "unit_id", values_get(body, "unit_id"));
    values_put(v, "period_from", period->from);
    values_put(v, "period_to", period->to);
    values_put(v, "predecessors", values_get(body, "predecessors"));
    values_put(v, "small_headcount", !headcount && report_takes(report, "small_headcount") ? REPORT_SMALL_HEADCOUNT : headcount);
    values_put(v, "note", values_get(body, "note"));
}

bool snapshot_create(struct req *r)
{
    struct values body = {0}, v = {0};
    struct period period = {0};
    char id[UUID_TEXT];
    if (!decode_object(r, fields, DECODE_CREATE, r->json, "", &body))
        return false;
    const struct report *report = report_named(values_get(&body, "report"));
    check_scope(r, report, &body);
    read_period(r, &body, &period);
    if (has_failed(&r->ctx))
        return false;
    uuid_new(id);
    values_put(&v, "id", id);
    put_columns(&v, report, &body, &period);
    struct buf *sql = buf_new(r->ctx.arena, SQL_MAX);
    sql_insert(sql, &report_snapshot, &v);
    const char *params[VALUES_MAX];
    struct rows *rows = session_query(r, sql->text, values_params(&v, params, 0), params);
    return rows ? crud_reply_row(r, 201, &report_snapshot, rows) : crud_refused(r, &report_snapshot, "");
}

/* The one row of a statement about the snapshot in the path; NULL: refused. */
static const struct rows *ask(struct req *r, const char *sql)
{
    if (!is_uuid(r->captures[0])) {
        fail(&r->ctx, PROBLEM_NOT_FOUND);
        return NULL;
    }
    const struct rows *rows = session_query(r, sql, 1, r->captures);
    if (rows && rows_count(rows) == 0)
        fail(&r->ctx, PROBLEM_NOT_FOUND);
    return has_failed(&r->ctx) ? NULL : rows;
}

/*
 * A frozen document never changes, but its form may, with the language or a later release. Therefore the tag is made from the bytes
 * of the answer. A cache may keep the answer but must ask again each time, because rights can end.
 */
static bool tag_reply(struct req *r)
{
    unsigned char digest[MAC_BYTES];
    char hex[MAC_HEX];
    mac(r->session->secret, "entity-tag", r->reply.body, r->reply.length, digest);
    mac_hex(digest, hex);
    const char *etag = arena_printf(r->ctx.arena, "\"%.32s\"", hex);
    reply_header(r, "Cache-Control", "private, no-cache");
    reply_header(r, "ETag", etag);
    return if_none_match(req_header(r, "If-None-Match"), etag) == TAG_MATCH ? reply_empty(r, 304) : true;
}

static const char document_sql[] =
    "select t.report, t.document, json_strip_nulls(json_build_object(\n"
    "    'at', snapshot_time(t), 'by', t.frozen_by, 'note', t.note))\n"
    "from report_snapshot as t\n"
    "where t.id = $1";

bool snapshot_document(struct req *r)
{
    const struct rows *rows = ask(r, document_sql);
    if (!rows)
        return false;
    const struct document document = {rows_text(rows, 0, 1), rows_length(rows, 0, 1), rows_text(rows, 0, 2)};
    return report_reply(r, report_named(rows_text(rows, 0, 0)), &document) && tag_reply(r);
}

bool snapshot_difference(struct req *r)
{
    const struct rows *rows = ask(r, "select snapshot_difference(t) from report_snapshot as t where t.id = $1");
    if (!rows)
        return false;
    if (!rows_text(rows, 0, 0))
        return report_refuse_part(r);
    return json_reply(r, rows_text(rows, 0, 0), rows_length(rows, 0, 0));
}
