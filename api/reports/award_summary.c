/*
 * award_summary: see award_summary.h. The figures are the database's (function award_summary): this file reads the parameters,
 * refuses a caller who would see only part of the cluster (a partial sum would be a wrong one), and writes the lines.
 */
#include "reports/award_summary.h"

#include "base/buf.h"
#include "base/uuid.h"
#include "http/reply.h"
#include "rest/decode.h"
#include "rest/session.h"

#include <string.h>

enum { ANSWER_MAX = 1024 * 1024 };

struct period {
    const char *from, *to;
};

static const struct field date_field = FIELD_DATE("date", 0);
static const struct field cluster_field = FIELD_TEXT("cluster", 1, 36, 0);

static const char *read_param(struct req *r, const struct field *f, const char *name)
{
    const char *text = req_param(r, name);
    if (text)
        return decode_param(r, f, name, text);
    fail_field(&r->ctx, AT_PARAMETER, name, FIELD_ERROR_REQUIRED, NULL);
    return NULL;
}

static bool read_period(struct req *r, struct period *period)
{
    period->from = read_param(r, &date_field, "from");
    period->to = read_param(r, &date_field, "to");
    if (has_failed(&r->ctx))
        return false;
    if (strcmp(period->from, period->to) > 0)
        return fail_field(&r->ctx, AT_PARAMETER, "to", FIELD_ERROR_RANGE, "from <= to");
    return true;
}

/* The columns of the cluster's row. */
enum { CLUSTER_ID, CLUSTER_CODE, CLUSTER_NAME, CLUSTER_COVERED };

static const char cluster_sql[] =
    "select t.id, t.code, t.name, cluster_is_covered(t.id, $2::date, $3::date)\n"
    "from cluster as t\n"
    "where %s\n"
    "order by t.id\n"
    "limit 1";

/* By id or by code; the code is unique within a province, and the first the caller sees is meant. */
static struct rows *find_cluster(struct req *r, const char *name, const struct period *period)
{
    struct buf sql;
    buf_init(&sql, r->ctx.arena, 1024);
    buf_addf(&sql, cluster_sql, is_uuid(name) ? "t.id = $1" : "t.code = $1");
    struct rows *rows = session_query(r, sql.text, 3, (const char *[]){name, period->from, period->to});
    if (!rows)
        return NULL;
    if (rows_count(rows) == 0)
        fail(&r->ctx, PROBLEM_NOT_FOUND);
    else if (!rows_bool(rows, 0, CLUSTER_COVERED))
        fail_because(&r->ctx, PROBLEM_FORBIDDEN, "Báo cáo gồm cả đơn vị ngoài phạm vi của bạn.",
                     "The report covers units outside yours.");
    return has_failed(&r->ctx) ? NULL : rows;
}

static const char figures_sql[] =
    "select award, parent, name_vi, name_en, subject_kind, state, count, stated, at_least\n"
    "from award_summary($1::uuid, $2::date, $3::date)";

enum { AWARD, PARENT, NAME_VI, NAME_EN, SUBJECT_KIND, STATE, COUNT, STATED, AT_LEAST };

static void add_text(struct buf *out, const char *name, const char *text)
{
    buf_addf(out, ",\"%s\":", name);
    buf_adds_json(out, text);
}

/* ,"collectives":{"state":"counted","count":5} */
static void add_cell(struct buf *out, const struct rows *rows, int row)
{
    buf_addf(out, ",\"%ss\":{\"state\":\"%s\"", rows_text(rows, row, SUBJECT_KIND), rows_text(rows, row, STATE));
    if (rows_text(rows, row, COUNT))
        buf_addf(out, ",\"count\":%s", rows_text(rows, row, COUNT));
    if (rows_text(rows, row, STATED))
        add_text(out, "stated", rows_text(rows, row, STATED));
    if (rows_text(rows, row, AT_LEAST))
        buf_addf(out, ",\"at_least\":%s", rows_text(rows, row, AT_LEAST));
    buf_addc(out, '}');
}

static bool is_same_award(const struct rows *rows, int a, int b)
{
    return strcmp(rows_text(rows, a, AWARD), rows_text(rows, b, AWARD)) == 0;
}

/* The award at `row` and its cells; returns the first row after them. The object is left open. */
static int open_line(struct buf *out, const struct rows *rows, int row)
{
    buf_adds(out, "{\"award\":");
    buf_adds_json(out, rows_text(rows, row, AWARD));
    add_text(out, "name_vi", rows_text(rows, row, NAME_VI));
    add_text(out, "name_en", rows_text(rows, row, NAME_EN));
    int next = row;
    for (; next < rows_count(rows) && is_same_award(rows, row, next); next++)
        add_cell(out, rows, next);
    return next;
}

/* A line, and the classes that stand under it in the result. */
static int add_line(struct buf *out, const struct rows *rows, int row)
{
    row = open_line(out, rows, row);
    buf_adds(out, ",\"classes\":[");
    for (bool is_first = true; row < rows_count(rows) && rows_text(rows, row, PARENT); is_first = false) {
        buf_adds(out, is_first ? "" : ",");
        row = open_line(out, rows, row);
        buf_addc(out, '}');
    }
    buf_adds(out, "]}");
    return row;
}

static void add_head(struct buf *out, const struct rows *cluster, const struct period *period)
{
    buf_addf(out, "{\"cluster\":{\"id\":\"%s\"", rows_text(cluster, 0, CLUSTER_ID));
    add_text(out, "code", rows_text(cluster, 0, CLUSTER_CODE));
    add_text(out, "name", rows_text(cluster, 0, CLUSTER_NAME));
    buf_addf(out, "},\"from\":\"%s\",\"to\":\"%s\",\"lines\":[", period->from, period->to);
}

bool award_summary(struct req *r)
{
    struct period period;
    const char *name = read_param(r, &cluster_field, "cluster");
    if (!read_period(r, &period) || !name)
        return false;
    struct rows *cluster = find_cluster(r, name, &period);
    if (!cluster)
        return false;
    const char *params[] = {rows_text(cluster, 0, CLUSTER_ID), period.from, period.to};
    struct rows *rows = session_query(r, figures_sql, 3, params);
    if (!rows)
        return false;
    struct buf out;
    buf_init(&out, r->ctx.arena, ANSWER_MAX);
    add_head(&out, cluster, &period);
    for (int row = 0; row < rows_count(rows);) {
        buf_adds(&out, row ? "," : "");
        row = add_line(&out, rows, row);
    }
    buf_adds(&out, "]}");
    return reply_json(r, 200, out.text, out.length);
}
