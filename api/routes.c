/*
 * routes: THE table. This file alone says who may call an endpoint and which function answers. Roles say who may try; the
 * database decides which rows they reach (schema/guards).
 */
#include "routes.h"

#include "awards/annulment.h"
#include "awards/correction.h"
#include "awards/decision.h"
#include "awards/publication.h"
#include "awards/status.h"
#include "base/arena.h"
#include "base/buf.h"
#include "campaigns/launch.h"
#include "clusters/flag.h"
#include "clusters/ranking.h"
#include "consultations/act.h"
#include "consultations/public.h"
#include "council/council.h"
#include "council/paper.h"
#include "individuals/citizen_id.h"
#include "individuals/move.h"
#include "nominations/act.h"
#include "nominations/eligibility.h"
#include "nominations/transfer.h"
#include "program/health.h"
#include "program/openapi.h"
#include "reports/report.h"
#include "reports/snapshot.h"
#include "request/access.h"
#include "resources/resources.h"
#include "rest/act.h"
#include "rest/crud.h"
#include "rest/list.h"
#include "rest/many.h"
#include "targets/act.h"

#include <string.h>

enum {
    PUBLIC = 0,
    REVIEWERS = ROLE_DISTRICT_REVIEWER | ROLE_PROVINCE_REVIEWER | ROLE_COUNCIL_REVIEWER,
    STAFF = RECORD_READERS,
    OFFICE = STAFF | ROLE_ADMIN, /* who reads catalogues */
    EVERYONE = OFFICE | ROLE_READER,
    KEEPERS = ROLE_UNIT_OFFICER | ROLE_DISTRICT_REVIEWER | ROLE_PROVINCE_REVIEWER, /* who keeps records */
    OFFICER = ROLE_UNIT_OFFICER,
    RECORDERS = ROLE_DISTRICT_REVIEWER | ROLE_PROVINCE_REVIEWER,
    PROVINCE = ROLE_PROVINCE_REVIEWER,
    CATALOGUERS = ROLE_COUNCIL_REVIEWER | ROLE_ADMIN, /* the council writes a province's own rows, the admin the nation's */
    COUNCIL = ROLE_COUNCIL_REVIEWER,
    ADMIN = ROLE_ADMIN,
    AWARD_READERS = STAFF | ROLE_READER,
};

#define LIST(at, op, who, res) \
    {.method = HTTP_GET, .path = at, .operation = op, .roles = who, .resource = &(res), .is_list = true, \
     .handle = crud_list}
#define READ(at, op, who, res) \
    {.method = HTTP_GET, .path = at, .operation = op, .roles = who, .resource = &(res), .handle = crud_read, \
     .is_short = true}
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

#define MEDIA(type) ((const char *const[]){type, NULL})

/* An act on one row, done by the database. AS_SEEN: only on the version that If-Match names. AS_IT_STANDS: on any version. */
enum { AS_SEEN = true, AS_IT_STANDS = false };
#define ACT(at, op, who, which, act) \
    {.method = HTTP_POST, .path = at, .operation = op, .roles = who, .body = BODY_JSON, .needs_if_match = which, \
     .resource = &(act), .find = act_find, .handle = act_perform}

/* The six operations of a plain resource, with the roles that read, write and delete. */
#define CRUD(at, item, many, one, readers, writers, deleters, res) \
    LIST(at, "list_" many, readers, res), CREATE(at, "create_" one, writers, res), \
        READ(item, "read_" one, readers, res), REPLACE(item, "replace_" one, writers, res), \
        PATCH(item, "patch_" one, writers, res), DELETE(item, "delete_" one, deleters, res)

/* A document that the database makes about a cluster or unit; as JSON, CSV or an HTML page. */
#define REPORT(at, which) \
    GET("/v1/reports/" at, "report_" #which, STAFF, report_read, .params = which##_params, .resource = &which##_report, \
        .find = report_find, .produces = report_types, .is_report = true)

static const char *const document_params[] = {"bom", NULL};

static const char *const ranking_params[] = {"year", NULL};
static const char *const eligibility_params[] = {"award_class_code", "on", "year", NULL};

const struct route routes[] = {
    CRUD("/v1/units", "/v1/units/{id}", "units", "unit", OFFICE, ADMIN, ADMIN, unit),
    CRUD("/v1/units/{id}/successions", "/v1/units/{id}/successions/{succession_id}", "unit_successions", "unit_succession", OFFICE,
         ADMIN, ADMIN, unit_succession),

    CRUD("/v1/clusters", "/v1/clusters/{id}", "clusters", "cluster", STAFF, PROVINCE, PROVINCE, cluster),
    CRUD("/v1/clusters/{id}/members", "/v1/clusters/{id}/members/{member_id}", "cluster_members", "cluster_member", STAFF,
         PROVINCE, PROVINCE, cluster_member),
    CRUD("/v1/clusters/{id}/years", "/v1/clusters/{id}/years/{year_id}", "cluster_years", "cluster_year", STAFF, KEEPERS,
         PROVINCE, cluster_year),
    CRUD("/v1/clusters/{id}/criteria", "/v1/clusters/{id}/criteria/{criterion_id}", "cluster_criteria", "cluster_criterion",
         STAFF, KEEPERS, KEEPERS, cluster_criterion),
    LIST("/v1/clusters/{id}/scores", "list_cluster_scores", STAFF, cluster_score),
    CREATE("/v1/clusters/{id}/scores", "create_cluster_score", KEEPERS, cluster_score),
    READ("/v1/clusters/{id}/scores/{score_id}", "read_cluster_score", STAFF, cluster_score),
    {.method = HTTP_POST, .path = "/v1/clusters/{id}/score-sheets", .operation = "create_cluster_score_sheet",
     .roles = KEEPERS, .body = BODY_JSON, .resource = &cluster_score, .handle = crud_create_many},
    LIST("/v1/clusters/{id}/staff-counts", "list_cluster_staff_counts", STAFF, cluster_staff_count),
    CREATE("/v1/clusters/{id}/staff-counts", "create_cluster_staff_count", KEEPERS, cluster_staff_count),
    READ("/v1/clusters/{id}/staff-counts/{staff_count_id}", "read_cluster_staff_count", STAFF, cluster_staff_count),
    LIST("/v1/clusters/{id}/tie-decisions", "list_cluster_tie_decisions", STAFF, cluster_tie_decision),
    CREATE("/v1/clusters/{id}/tie-decisions", "create_cluster_tie_decision", KEEPERS, cluster_tie_decision),
    READ("/v1/clusters/{id}/tie-decisions/{tie_decision_id}", "read_cluster_tie_decision", STAFF, cluster_tie_decision),
    GET("/v1/clusters/{id}/ranking", "read_cluster_ranking", STAFF, cluster_ranking, .params = ranking_params,
        .is_report = true),
    {.method = HTTP_POST, .path = "/v1/clusters/{id}/flag-nominations", .operation = "create_cluster_flag_nomination",
     .roles = OFFICER, .body = BODY_JSON, .resource = &cluster, .handle = cluster_flag_create},

    CRUD("/v1/collectives", "/v1/collectives/{id}", "collectives", "collective", STAFF, KEEPERS, RECORDERS, collective),
    LIST("/v1/collectives/{id}/awards", "list_collective_awards", STAFF, collective_award),
    GET("/v1/collectives/{id}/eligibility", "read_collective_eligibility", STAFF, collective_eligibility,
        .params = eligibility_params),

    CRUD("/v1/individuals", "/v1/individuals/{id}", "individuals", "individual", STAFF, KEEPERS, RECORDERS, individual),
    POST("/v1/individuals/lookup", "lookup_individuals", STAFF, individual_lookup),
    LIST("/v1/individuals/{id}/awards", "list_individual_awards", STAFF, individual_award),
    GET("/v1/individuals/{id}/eligibility", "read_individual_eligibility", STAFF, individual_eligibility,
        .params = eligibility_params),
    {.method = HTTP_GET, .path = "/v1/individuals/{id}/positions", .operation = "list_individual_positions", .roles = STAFF,
     .resource = &individual_position, .is_list = true, .find = positions_find, .handle = crud_list},

    LIST("/v1/individual-moves", "list_individual_moves", STAFF, individual_move),
    POST("/v1/individual-moves", "request_individual_move", KEEPERS, move_create),
    READ("/v1/individual-moves/{id}", "read_individual_move", STAFF, individual_move),
    ACT("/v1/individual-moves/{id}/release", "release_individual_move", KEEPERS, AS_SEEN, move_release),
    ACT("/v1/individual-moves/{id}/refusal", "refuse_individual_move", KEEPERS, AS_SEEN, move_refusal),
    ACT("/v1/individual-moves/{id}/withdrawal", "withdraw_individual_move", KEEPERS, AS_SEEN, move_withdrawal),

    CRUD("/v1/ratings", "/v1/ratings/{id}", "ratings", "rating", STAFF, KEEPERS, RECORDERS, rating),
    CRUD("/v1/initiatives", "/v1/initiatives/{id}", "initiatives", "initiative", STAFF, KEEPERS, RECORDERS, initiative),

    CRUD("/v1/award-classes", "/v1/award-classes/{id}", "award_classes", "award_class", EVERYONE, CATALOGUERS, CATALOGUERS,
         award_class),
    CRUD("/v1/award-classes/{id}/rules", "/v1/award-classes/{id}/rules/{rule_id}", "award_rules", "award_rule", OFFICE,
         CATALOGUERS, CATALOGUERS, award_rule),
    CRUD("/v1/statistics-forms", "/v1/statistics-forms/{id}", "statistics_forms", "statistics_form", OFFICE, ADMIN, ADMIN,
         statistics_form),
    CRUD("/v1/statistics-forms/{id}/lines", "/v1/statistics-forms/{id}/lines/{line_id}", "statistics_lines",
         "statistics_line", OFFICE, ADMIN, ADMIN, statistics_line),
    LIST("/v1/legal-regimes", "list_legal_regimes", OFFICE, legal_regime),
    READ("/v1/legal-regimes/{id}", "read_legal_regime", OFFICE, legal_regime),
    CRUD("/v1/holidays", "/v1/holidays/{id}", "holidays", "holiday", OFFICE, ADMIN, ADMIN, holiday),
    CRUD("/v1/stage-deadlines", "/v1/stage-deadlines/{id}", "stage_deadlines", "stage_deadline", OFFICE, CATALOGUERS,
         CATALOGUERS, stage_deadline),
    CRUD("/v1/base-salaries", "/v1/base-salaries/{id}", "base_salaries", "base_salary", OFFICE, ADMIN, ADMIN,
         base_salary),

    CRUD("/v1/campaigns", "/v1/campaigns/{id}", "campaigns", "campaign", STAFF, KEEPERS, KEEPERS, campaign),
    ACT("/v1/campaigns/{id}/launch", "launch_campaign", RECORDERS, AS_SEEN, campaign_launch),
    CRUD("/v1/campaigns/{id}/phases", "/v1/campaigns/{id}/phases/{phase_id}", "campaign_phases", "campaign_phase", STAFF,
         KEEPERS, KEEPERS, campaign_phase),

    CRUD("/v1/indicators", "/v1/indicators/{id}", "indicators", "indicator", OFFICE, CATALOGUERS, CATALOGUERS, indicator),
    CRUD("/v1/campaign-targets", "/v1/campaign-targets/{id}", "campaign_targets", "campaign_target", STAFF, KEEPERS,
         RECORDERS, campaign_target),
    ACT("/v1/campaign-targets/{id}/confirmation", "confirm_campaign_target", RECORDERS, AS_SEEN, target_confirmation),
    ACT("/v1/campaign-targets/{id}/returns", "return_campaign_target", RECORDERS, AS_SEEN, target_return),
    ACT("/v1/campaign-targets/{id}/amendments", "amend_campaign_target", KEEPERS, AS_SEEN, target_amendment),
    LIST("/v1/campaign-targets/{id}/events", "list_campaign_target_events", STAFF, campaign_target_event),
    READ("/v1/campaign-targets/{id}/events/{event_id}", "read_campaign_target_event", STAFF, campaign_target_event),
    LIST("/v1/campaign-targets/{id}/progress", "list_target_progress", STAFF, target_progress),
    CREATE("/v1/campaign-targets/{id}/progress", "create_target_progress", KEEPERS, target_progress),
    READ("/v1/campaign-targets/{id}/progress/{progress_id}", "read_target_progress", STAFF, target_progress),
    {.method = HTTP_POST, .path = "/v1/campaign-targets/progress", .operation = "create_many_target_progress",
     .roles = KEEPERS, .body = BODY_JSON, .resource = &target_progress, .handle = crud_create_many},

    CRUD("/v1/dossiers", "/v1/dossiers/{id}", "dossiers", "dossier", STAFF, OFFICER, OFFICER, dossier),
    CRUD("/v1/dossiers/{id}/documents", "/v1/dossiers/{id}/documents/{document_id}", "dossier_documents",
         "dossier_document", STAFF, OFFICER, OFFICER, dossier_document),
    ACT("/v1/dossiers/{id}/submission", "submit_dossier", OFFICER, AS_SEEN, dossier_submission),
    ACT("/v1/dossiers/{id}/transfer", "transfer_dossier", PROVINCE, AS_SEEN, dossier_transfer_act),
    ACT("/v1/dossiers/{id}/transfer-withdrawal", "take_back_dossier", PROVINCE, AS_SEEN, dossier_take_back),
    LIST("/v1/dossiers/{id}/transfers", "list_dossier_transfers", STAFF, dossier_transfer),
    READ("/v1/dossiers/{id}/transfers/{transfer_id}", "read_dossier_transfer", STAFF, dossier_transfer),

    CRUD("/v1/nominations", "/v1/nominations/{id}", "nominations", "nomination", STAFF, OFFICER, OFFICER, nomination),
    GET("/v1/nominations/{id}/eligibility", "read_nomination_eligibility", STAFF, nomination_eligibility, .resource = NULL),
    ACT("/v1/nominations/{id}/submission", "submit_nomination", OFFICER, AS_SEEN, submission),
    ACT("/v1/nominations/{id}/reviews", "review_nomination", REVIEWERS, AS_SEEN, review),
    ACT("/v1/nominations/{id}/withdrawal", "withdraw_nomination", OFFICER, AS_SEEN, withdrawal),
    ACT("/v1/nominations/{id}/holds", "hold_nomination", REVIEWERS, AS_SEEN, hold),
    ACT("/v1/nominations/{id}/resumption", "resume_nomination", REVIEWERS, AS_SEEN, resumption),
    LIST("/v1/nominations/{id}/events", "list_nomination_events", STAFF, nomination_event),
    READ("/v1/nominations/{id}/events/{event_id}", "read_nomination_event", STAFF, nomination_event),
    LIST("/v1/nomination-transitions", "list_nomination_transitions", OFFICE, nomination_transition),
    {.method = HTTP_GET, .path = "/v1/work-queue", .operation = "list_work_queue", .roles = OFFICER | REVIEWERS,
     .resource = &work_queue, .is_list = true, .handle = work_queue_list},

    CRUD("/v1/consultations", "/v1/consultations/{id}", "consultations", "consultation", STAFF, PROVINCE, PROVINCE, consultation),
    ACT("/v1/consultations/{id}/publication", "publish_consultation", PROVINCE, AS_SEEN, consultation_publication),
    ACT("/v1/consultations/{id}/closing", "close_consultation", PROVINCE, AS_SEEN, consultation_closing),
    LIST("/v1/consultations/{id}/items", "list_consultation_items", STAFF, consultation_item),
    CREATE("/v1/consultations/{id}/items", "create_consultation_item", PROVINCE, consultation_item),
    READ("/v1/consultations/{id}/items/{item_id}", "read_consultation_item", STAFF, consultation_item),
    DELETE("/v1/consultations/{id}/items/{item_id}", "delete_consultation_item", PROVINCE, consultation_item),
    {.method = HTTP_GET, .path = "/v1/consultations/{id}/opinions", .operation = "list_consultation_opinions", .roles = STAFF,
     .resource = &consultation_opinion, .is_list = true, .handle = consultation_opinion_list},
    CREATE("/v1/consultations/{id}/opinions", "create_consultation_opinion", OFFICER | PROVINCE, consultation_opinion),
    GET("/v1/consultations/{id}/opinions/{opinion_id}", "read_consultation_opinion", STAFF, consultation_opinion_read,
        .resource = &consultation_opinion),
    ACT("/v1/consultations/{id}/opinions/{opinion_id}/answer", "answer_consultation_opinion", PROVINCE, AS_SEEN,
        consultation_answer),
    {.method = HTTP_GET, .path = "/v1/public/consultations", .operation = "list_public_consultations", .roles = PUBLIC,
     .is_counted = true, .resource = &public_consultation, .is_list = true, .handle = crud_list},
    GET("/v1/public/consultations/{list_code}", "read_public_consultation", PUBLIC, public_consultation_read, .is_counted = true,
        .produces = report_types),

    CRUD("/v1/council-sessions", "/v1/council-sessions/{id}", "council_sessions", "council_session", STAFF, COUNCIL, COUNCIL,
         council_session),
    CRUD("/v1/council-sessions/{id}/members", "/v1/council-sessions/{id}/members/{member_id}", "council_members",
         "council_member", STAFF, COUNCIL, COUNCIL, council_member),
    CRUD("/v1/council-sessions/{id}/items", "/v1/council-sessions/{id}/items/{item_id}", "council_items", "council_item",
         STAFF, COUNCIL, COUNCIL, council_item),
    ACT("/v1/council-sessions/{id}/opening", "open_council_session", COUNCIL, AS_SEEN, council_opening),
    ACT("/v1/council-sessions/{id}/closing", "close_council_session", COUNCIL, AS_SEEN, council_closing),
    GET("/v1/council-sessions/{id}/minutes", "read_council_minutes", STAFF, council_minutes, .resource = NULL),
    ACT("/v1/council-sessions/{id}/items/{item_id}/recusals", "recuse_council_member", COUNCIL, AS_IT_STANDS,
        council_recusal),
    ACT("/v1/council-sessions/{id}/items/{item_id}/ballots", "cast_council_ballot", COUNCIL, AS_IT_STANDS,
        council_ballot),
    ACT("/v1/council-sessions/{id}/items/{item_id}/ballot-closing", "close_council_ballot", COUNCIL, AS_SEEN,
        council_ballot_closing),
    ACT("/v1/council-sessions/{id}/items/{item_id}/result", "conclude_council_item", COUNCIL, AS_SEEN, council_result),
    ACT("/v1/council-sessions/{id}/items/{item_id}/reopening", "reopen_council_item", COUNCIL, AS_SEEN,
        council_reopening),
    ACT("/v1/council-sessions/{id}/members/{member_id}/attendance", "change_council_attendance", COUNCIL, AS_SEEN,
        council_attendance),
    LIST("/v1/council-sessions/{id}/papers", "list_council_papers", STAFF, council_paper),
    ACT("/v1/council-sessions/{id}/papers", "enter_council_paper", COUNCIL, AS_IT_STANDS, council_paper_entry),
    READ("/v1/council-sessions/{id}/papers/{paper_id}", "read_council_paper", STAFF, council_paper),
    ACT("/v1/council-sessions/{id}/papers/{paper_id}/confirmation", "confirm_council_paper", COUNCIL, AS_SEEN,
        council_paper_confirmation),
    ACT("/v1/council-sessions/{id}/papers/{paper_id}/refusal", "refuse_council_paper", COUNCIL, AS_SEEN,
        council_paper_refusal),

    LIST("/v1/decisions", "list_decisions", AWARD_READERS, decision),
    POST("/v1/decisions", "create_decision", RECORDERS, decision_create),
    GET("/v1/decisions/{id}", "read_decision", AWARD_READERS, decision_read, .resource = &decision),
    ACT("/v1/decisions/{id}/publication", "publish_decision", RECORDERS, AS_SEEN, decision_publication),

    ACT("/v1/decisions/{id}/corrections", "ask_decision_correction", RECORDERS, AS_SEEN, decision_correction),

    LIST("/v1/awards", "list_awards", AWARD_READERS, award),
    READ("/v1/awards/{id}", "read_award", AWARD_READERS, award),
    {.method = HTTP_POST, .path = "/v1/awards/{id}/annulment", .operation = "annul_award", .roles = RECORDERS,
     .body = BODY_JSON, .needs_if_match = true, .resource = &award, .handle = annulment_create},
    GET("/v1/awards/{id}/annulment", "read_annulment", STAFF, annulment_read, .resource = NULL),
    ACT("/v1/awards/{id}/corrections", "ask_award_correction", RECORDERS, AS_SEEN, award_correction),
    LIST("/v1/awards/{id}/dependants", "list_award_dependants", STAFF, award_dependant),
    LIST("/v1/corrections", "list_corrections", STAFF, correction),
    READ("/v1/corrections/{id}", "read_correction", STAFF, correction),
    ACT("/v1/corrections/{id}/confirmation", "confirm_correction", RECORDERS, AS_SEEN, correction_confirmation),
    ACT("/v1/corrections/{id}/refusal", "refuse_correction", RECORDERS, AS_SEEN, correction_refusal),
    ACT("/v1/corrections/{id}/withdrawal", "withdraw_correction", RECORDERS, AS_SEEN, correction_withdrawal),
    CRUD("/v1/award-statements", "/v1/award-statements/{id}", "award_statements", "award_statement", STAFF, PROVINCE,
         PROVINCE, award_statement),
    GET("/v1/award-status/{code}", "read_award_status", AWARD_READERS, award_status_read,
        .find_kept = award_status_find_kept, .is_short = true),

    REPORT("award-summary", award_summary),
    REPORT("target-progress", target_progress),
    REPORT("cluster-review", cluster_review),
    REPORT("statistics", statistics),
    LIST("/v1/report-snapshots", "list_report_snapshots", STAFF, report_snapshot),
    {.method = HTTP_POST, .path = "/v1/report-snapshots", .operation = "create_report_snapshot", .roles = RECORDERS,
     .body = BODY_JSON, .is_report = true, .handle = snapshot_create},
    READ("/v1/report-snapshots/{id}", "read_report_snapshot", STAFF, report_snapshot),
    GET("/v1/report-snapshots/{id}/document", "read_report_snapshot_document", STAFF, snapshot_document,
        .params = document_params, .produces = report_types, .is_report = true),
    GET("/v1/report-snapshots/{id}/difference", "read_report_snapshot_difference", STAFF, snapshot_difference,
        .is_report = true),

    GET("/openapi.yaml", "read_openapi_yaml", PUBLIC, openapi_yaml, .produces = MEDIA("application/yaml")),
    GET("/openapi.json", "read_openapi_json", PUBLIC, openapi_json, .produces = MEDIA("application/json")),
    GET("/docs", "read_docs", PUBLIC, openapi_docs, .produces = MEDIA("text/html")),
    GET("/docs/{page}", "read_docs_page", PUBLIC, openapi_docs_page, .produces = MEDIA("text/html")),
    GET("/problems/{slug}", "read_problem", PUBLIC, problem_read, .produces = MEDIA("application/json")),
};
const size_t route_count = sizeof routes / sizeof *routes;

const struct route admin_routes[] = {
    GET("/livez", "read_livez", PUBLIC, health_live, .produces = MEDIA("application/json")),
    GET("/readyz", "read_readyz", PUBLIC, health_ready, .produces = MEDIA("application/json")),
    GET("/metrics", "read_metrics", PUBLIC, health_metrics, .produces = MEDIA("text/plain")),
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
    if (route->is_list)
        list_param_names(route->resource, &names);
    for (const char *const *name = route->params; name && *name; name++)
        buf_addf(&names, "%s%s", names.length ? "," : "", *name);
    fprintf(out, "%s\t", names.length ? names.text : "-");
    arena_free(a);
}

/* The table of a route that reads or writes rows, known by the first word of its operation; "-" for acts and reports. */
static const char *table_of(const struct route *route)
{
    static const char *const plain[] = {"list_", "read_", "create_", "replace_", "patch_", "delete_"};
    const struct resource *res = route->resource;
    for (size_t i = 0; res && i < sizeof plain / sizeof *plain; i++)
        if (strncmp(route->operation, plain[i], strlen(plain[i])) == 0)
            return res->table;
    return "-";
}

void routes_print(FILE *out)
{
    for (size_t i = 0; i < route_count; i++) {
        fprintf(out, "%s\t%s\t%s\t", http_method_name(routes[i].method), routes[i].path, routes[i].operation);
        print_roles(out, routes[i].roles);
        print_params(out, &routes[i]);
        fprintf(out, "%s\n", table_of(&routes[i]));
    }
}
