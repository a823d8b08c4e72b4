/* report: see report.h. A partial sum would be wrong, so a caller who may not read the whole scope gets no report. */
#include "reports/report.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/wait.h"
#include "http/reply.h"
#include "http/router.h"
#include "reports/csv.h"
#include "reports/page.h"
#include "reports/period.h"
#include "rest/decode.h"
#include "rest/json.h"
#include "rest/session.h"

#include <string.h>

#define TYPE_JSON "application/json"
#define TYPE_CSV "text/csv; charset=utf-8; header=present"
#define TYPE_PAGE "text/html; charset=utf-8"

const char *const report_types[] = {TYPE_JSON, TYPE_CSV, TYPE_PAGE, NULL};

static const struct field cluster_field = FIELD_KEY("cluster", 1, 36, 0);
static const struct field unit_field = FIELD_KEY("unit", 1, 36, 0);
static const struct field predecessors_field = FIELD_BOOL("predecessors", "false", 0);
static const struct field headcount_field = FIELD_INT("small_headcount", 1, 100000, 0);
static const struct field bom_field = FIELD_BOOL("bom", "false", 0);

/* The parameters in canonical form. report_find() then replaces cluster and unit by the ids that the database found. */
struct asked {
    const char *cluster, *unit, *predecessors, *small_headcount;
    struct period period;
};

static const struct report *report_of(const struct req *r)
{
    return r->route->resource;
}

static const char *read_param(struct req *r, const struct field *f, const char *preset)
{
    const char *text = req_param(r, f->name);
    return text ? decode_param(r, f, f->name, text) : preset;
}

/* A report is about a cluster or a unit: exactly one must be given. */
static void check_scope(struct req *r, const struct report *report)
{
    bool has_cluster = req_param(r, "cluster"), has_unit = req_param(r, "unit");
    if (has_cluster && has_unit)
        fail_field(&r->ctx, AT_PARAMETER, "unit", FIELD_ERROR_RULE,
                   said(&r->ctx, "Báo cáo về một cụm, khối hoặc một đơn vị, không về cả hai",
                           "A report is about one cluster or one unit, not both"));
    if (!has_cluster && !has_unit)
        fail_field(&r->ctx, AT_PARAMETER, report_takes(report, "cluster") ? "cluster" : "unit", FIELD_ERROR_REQUIRED, NULL);
}

/* Only units have predecessors; a cluster has its own members in each year. */
static void check_predecessors(struct req *r, const struct asked *asked)
{
    if (asked->cluster && asked->predecessors && strcmp(asked->predecessors, "true") == 0)
        fail_field(&r->ctx, AT_PARAMETER, "predecessors", FIELD_ERROR_RULE,
                   said(&r->ctx, "Chỉ báo cáo của một đơn vị mới gồm các đơn vị tiền thân",
                           "Only the report of a unit can include its predecessors"));
}

static bool read_params(struct req *r, const struct report *report, struct asked *asked)
{
    asked->cluster = read_param(r, &cluster_field, NULL);
    asked->unit = read_param(r, &unit_field, NULL);
    asked->predecessors = read_param(r, &predecessors_field, "false");
    asked->small_headcount = read_param(r, &headcount_field, REPORT_SMALL_HEADCOUNT);
    read_param(r, &bom_field, "false");
    check_scope(r, report);
    check_predecessors(r, asked);
    period_read_params(r, report_takes(report, "year"), &asked->period);
    return !has_failed(&r->ctx);
}

bool report_refuse_part(struct req *r)
{
    return session_query(r, "select refuse('report_snapshot_covered')", 0, NULL) != NULL;
}

static const char find_sql[] =
    "select s.cluster_id, s.unit_id, report_is_covered(s)\n"
    "from find_report_scope($1, $2, $3::date, $4::date, $5::boolean) as s";

enum { CLUSTER_ID, UNIT_ID, IS_COVERED };

bool report_find(struct req *r)
{
    struct asked *asked = arena_zero(r->ctx.arena, sizeof *asked);
    if (!read_params(r, report_of(r), asked))
        return false;
    const char *params[] = {asked->cluster, asked->unit, asked->period.from, asked->period.to, asked->predecessors};
    struct rows *rows = session_query(r, find_sql, 5, params);
    if (!rows)
        return false;
    if (rows_count(rows) == 0)
        return fail(&r->ctx, PROBLEM_NOT_FOUND);
    if (!rows_bool(rows, 0, IS_COVERED))
        return report_refuse_part(r);
    asked->cluster = rows_text(rows, 0, CLUSTER_ID);
    asked->unit = rows_text(rows, 0, UNIT_ID);
    r->found = asked;
    return true;
}

static bool reply_table(struct req *r, const struct report *report, const json_t *tree, bool with_bom)
{
    const struct buf *text = csv_write(r->ctx.arena, report->table, tree, with_bom);
    reply_header(r, "Content-Disposition", arena_printf(r->ctx.arena, "attachment; filename=\"%s.csv\"", report->name));
    return reply_buf_as(r, 200, TYPE_CSV, text);
}

static bool reply_page(struct req *r, const struct report *report, json_t *tree, const char *frozen)
{
    json_t *mark = frozen ? json_read(r, frozen, strlen(frozen)) : NULL;
    if (mark)
        json_object_set(tree, "frozen", mark);
    return has_failed(&r->ctx) ? false : report_page(r, report, tree);
}

struct rendering {
    struct req *r;
    const struct report *report;
    const struct document *document;
    bool with_bom, is_done;
};

/* Parses the whole document and writes another one. If it is large, that keeps a thread busy for many milliseconds. */
static void render(void *cls)
{
    struct rendering *to = cls;
    const struct document *document = to->document;
    json_t *tree = json_read(to->r, document->text, document->length);
    if (!tree)
        return;
    if (strcmp(to->r->media_type, TYPE_PAGE) == 0)
        to->is_done = reply_page(to->r, to->report, tree, document->frozen);
    else
        to->is_done = reply_table(to->r, to->report, tree, to->with_bom);
}

bool report_reply(struct req *r, const struct report *report, const struct document *document)
{
    const char *bom = read_param(r, &bom_field, "false");
    reply_vary(r, "Accept-Language"); /* the page depends on it, and a cache has one rule for all media types of a route */
    if (!bom)
        return false;
    if (strcmp(r->media_type, TYPE_JSON) == 0)
        return json_reply(r, document->text, document->length);
    struct rendering rendering = {r, report, document, strcmp(bom, "true") == 0, false};
    offload(render, &rendering);
    return rendering.is_done;
}

static const char document_sql[] =
    "select %s(row($1::uuid, $2::uuid, $3::date, $4::date, $5::boolean)::report_scope, $6::integer)";

bool report_read(struct req *r)
{
    const struct report *report = report_of(r);
    const struct asked *asked = r->found;
    struct buf sql;
    buf_init(&sql, r->ctx.arena, 1024);
    buf_addf(&sql, document_sql, report->function);
    const char *params[] = {asked->cluster,    asked->unit,         asked->period.from,
                            asked->period.to,  asked->predecessors, asked->small_headcount};
    struct rows *rows = session_query(r, sql.text, 6, params);
    if (!rows)
        return false;
    return report_reply(r, report, &(struct document){rows_text(rows, 0, 0), rows_length(rows, 0, 0), NULL});
}
