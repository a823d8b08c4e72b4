/*
 * routes: THE table. From this file alone one can say who may call an endpoint and which function answers. Roles say who may
 * try; which rows they reach is the database's word (row security beside each table in schema/migrations).
 */
#include "routes.h"

#include "access.h"
#include "awards/decision.h"
#include "awards/status.h"
#include "base/arena.h"
#include "base/buf.h"
#include "health.h"
#include "individuals/citizen_id.h"
#include "openapi.h"
#include "reports/award_summary.h"
#include "resources/resources.h"
#include "rest/crud.h"
#include "rest/list.h"

enum {
    PUBLIC = 0,
    REVIEWERS = ROLE_DISTRICT_REVIEWER | ROLE_PROVINCE_REVIEWER | ROLE_COUNCIL_REVIEWER,
    STAFF = ROLE_UNIT_OFFICER | REVIEWERS | ROLE_AUDITOR, /* who reads records */
    OFFICE = STAFF | ROLE_ADMIN,                          /* and catalogues */
    EVERYONE = OFFICE | ROLE_READER,
    KEEPERS = ROLE_UNIT_OFFICER | ROLE_DISTRICT_REVIEWER | ROLE_PROVINCE_REVIEWER, /* who keeps records */
    RECORDERS = ROLE_DISTRICT_REVIEWER | ROLE_PROVINCE_REVIEWER,
    PROVINCE = ROLE_PROVINCE_REVIEWER,
    CATALOGUERS = ROLE_COUNCIL_REVIEWER | ROLE_ADMIN,
    ADMIN = ROLE_ADMIN,
    AWARD_READERS = STAFF | ROLE_READER,
};

#define LIST(at, op, who, res) \
    {.method = HTTP_GET, .path = at, .operation = op, .roles = who, .resource = &(res), .handle = crud_list}
#define READ(at, op, who, res) \
    {.method = HTTP_GET, .path = at, .operation = op, .roles = who, .resource = &(res), .handle = crud_read}
#define CREATE(at, op, who, res) \
    {.method = HTTP_POST, .path = at, .operation = op, .roles = who, .body = BODY_JSON, .resource = &(res), \
     .handle = crud_create}
#define REPLACE(at, op, who, res) \
    {.method = HTTP_PUT, .path = at, .operation = op, .roles = who, .body = BODY_JSON, .needs_if_match = true, \
     .resource = &(res), .handle = crud_replace}
#define PATCH(at, op, who, res) \
    {.method = HTTP_PATCH, .path = at, .operation = op, .roles = who, .body = BODY_MERGE_PATCH, .needs_if_match = true, \
     .resource = &(res), .handle = crud_patch}
#define DELETE(at, op, who, res) \
    {.method = HTTP_DELETE, .path = at, .operation = op, .roles = who, .needs_if_match = true, .resource = &(res), \
     .handle = crud_delete}
#define GET(at, op, who, function, ...) \
    {.method = HTTP_GET, .path = at, .operation = op, .roles = who, .handle = function, __VA_ARGS__}
#define POST(at, op, who, function) \
    {.method = HTTP_POST, .path = at, .operation = op, .roles = who, .body = BODY_JSON, .handle = function}

/* The six of a plain resource: who reads, who writes, who deletes. */
#define CRUD(at, item, many, one, readers, writers, deleters, res) \
    LIST(at, "list_" many, readers, res), CREATE(at, "create_" one, writers, res), \
        READ(item, "read_" one, readers, res), REPLACE(item, "replace_" one, writers, res), \
        PATCH(item, "patch_" one, writers, res), DELETE(item, "delete_" one, deleters, res)

static const char *const summary_params[] = {"cluster", "from", "to", NULL};

const struct route routes[] = {
    CRUD("/v1/units", "/v1/units/{id}", "units", "unit", OFFICE, ADMIN, ADMIN, unit),
    LIST("/v1/units/{id}/successions", "list_unit_successions", OFFICE, unit_succession),
    CREATE("/v1/units/{id}/successions", "create_unit_succession", ADMIN, unit_succession),
    READ("/v1/units/{id}/successions/{succession_id}", "read_unit_succession", OFFICE, unit_succession),

    CRUD("/v1/clusters", "/v1/clusters/{id}", "clusters", "cluster", STAFF, PROVINCE, PROVINCE, cluster),
    CRUD("/v1/clusters/{id}/members", "/v1/clusters/{id}/members/{member_id}", "cluster_members", "cluster_member", STAFF,
         PROVINCE, PROVINCE, cluster_member),

    CRUD("/v1/collectives", "/v1/collectives/{id}", "collectives", "collective", STAFF, KEEPERS, RECORDERS, collective),
    LIST("/v1/collectives/{id}/awards", "list_collective_awards", STAFF, collective_award),

    CRUD("/v1/individuals", "/v1/individuals/{id}", "individuals", "individual", STAFF, KEEPERS, RECORDERS, individual),
    POST("/v1/individuals/lookup", "lookup_individuals", STAFF, individual_lookup),
    LIST("/v1/individuals/{id}/awards", "list_individual_awards", STAFF, individual_award),

    CRUD("/v1/award-classes", "/v1/award-classes/{id}", "award_classes", "award_class", EVERYONE, CATALOGUERS, CATALOGUERS,
         award_class),

    CRUD("/v1/campaigns", "/v1/campaigns/{id}", "campaigns", "campaign", STAFF, PROVINCE, PROVINCE, campaign),
    CRUD("/v1/campaign-targets", "/v1/campaign-targets/{id}", "campaign_targets", "campaign_target", STAFF, KEEPERS,
         RECORDERS, campaign_target),

    LIST("/v1/decisions", "list_decisions", AWARD_READERS, decision),
    POST("/v1/decisions", "create_decision", RECORDERS, decision_create),
    GET("/v1/decisions/{id}", "read_decision", AWARD_READERS, decision_read, .resource = NULL),

    LIST("/v1/awards", "list_awards", AWARD_READERS, award),
    READ("/v1/awards/{id}", "read_award", AWARD_READERS, award),
    CRUD("/v1/award-statements", "/v1/award-statements/{id}", "award_statements", "award_statement", STAFF, PROVINCE,
         PROVINCE, award_statement),
    GET("/v1/award-status/{code}", "read_award_status", AWARD_READERS, award_status_read, .resource = NULL),

    GET("/v1/reports/award-summary", "report_award_summary", STAFF, award_summary, .params = summary_params),

    GET("/openapi.yaml", "read_openapi_yaml", PUBLIC, openapi_yaml, .produces = "application/yaml"),
    GET("/openapi.json", "read_openapi_json", PUBLIC, openapi_json, .produces = "application/json"),
    GET("/docs", "read_docs", PUBLIC, openapi_docs, .produces = "text/html"),
    GET("/problems/{slug}", "read_problem", PUBLIC, problem_read, .produces = "application/json"),
};
const size_t route_count = sizeof routes / sizeof *routes;

const struct route admin_routes[] = {
    GET("/livez", "read_livez", PUBLIC, health_live, .produces = "application/json"),
    GET("/readyz", "read_readyz", PUBLIC, health_ready, .produces = "application/json"),
    GET("/metrics", "read_metrics", PUBLIC, health_metrics, .produces = "text/plain"),
};
const size_t admin_route_count = sizeof admin_routes / sizeof *admin_routes;

static void print_roles(FILE *out, unsigned roles)
{
    const char *separator = "";
    for (enum role_bit bit = 0; bit < ROLE_COUNT; bit++) {
        if (!(roles & 1u << bit))
            continue;
        fprintf(out, "%s%s", separator, role_name(bit));
        separator = ",";
    }
    fputs(roles ? "\t" : "-\t", out);
}

static void print_params(FILE *out, const struct route *route)
{
    struct arena *a = arena_new();
    struct buf names;
    buf_init(&names, a, 8192);
    if (route->handle == crud_list)
        list_param_names(route->resource, &names);
    for (const char *const *name = route->params; name && *name; name++)
        buf_addf(&names, "%s%s", names.length ? "," : "", *name);
    fprintf(out, "%s\n", names.length ? names.text : "-");
    arena_free(a);
}

void routes_print(FILE *out)
{
    for (size_t i = 0; i < route_count; i++) {
        fprintf(out, "%s\t%s\t%s\t", http_method_name(routes[i].method), routes[i].path, routes[i].operation);
        print_roles(out, routes[i].roles);
        print_params(out, &routes[i]);
    }
}
