/*
 * pipeline: see pipeline.h. Each stage may refuse, in the order of "Order of checks" in openapi.yaml: 404/405 → 401 → 403 → the
 * query (400) → the object (404) → 406/415/413 → 428/412 → the body (400) → what the handler finds (409).
 */
#include "request/pipeline.h"

#include "app.h"
#include "base/arena.h"
#include "http/negotiate.h"
#include "http/query_string.h"
#include "http/reply.h"
#include "http/router.h"
#include "http/text.h"
#include "program/embedded.h"
#include "request/access.h"
#include "request/cors.h"
#include "request/idempotency.h"
#include "request/identity.h"
#include "request/metrics.h"
#include "request/place.h"
#include "request/rate_limit.h"
#include "rest/crud.h"
#include "rest/json.h"
#include "rest/list.h"
#include "rest/session.h"

#include <string.h>

static const char *base_url(struct req *r, const struct app *app)
{
    if (*app->config.public_url)
        return app->config.public_url;
    return arena_printf(r->ctx.arena, "%s://%s", r->scheme ? r->scheme : "http", r->host ? r->host : req_header(r, "Host"));
}

static void make_session(struct req *r, const struct app *app)
{
    struct session *s = arena_zero(r->ctx.arena, sizeof *s);
    db_init(&s->db, &r->ctx, app->pool);
    s->rule_texts = embedded_rule_texts;
    s->secret = &app->secret;
    s->base_url = base_url(r, app);
    r->session = s;
}

static bool refuse_token(struct req *r, enum token_verdict verdict, const struct claims *claims)
{
    metrics_count_refusal(((const struct app *)r->app)->metrics, (int)verdict);
    return identity_refuse(r, verdict, claims);
}

/* Finds out who calls. False without a problem: only the headers have come, and a key server must be asked first. */
static bool authenticate(struct req *r)
{
    const struct app *app = r->app;
    bool is_whole = r->body != NULL;
    make_session(r, app);
    if (r->route->is_counted)
        r->session->account = arena_printf(r->ctx.arena, "address\n%s", r->peer);
    if (r->route->roles == 0)
        return true;
    const char *header = req_header(r, "Authorization");
    if (!header)
        return fail(&r->ctx, PROBLEM_UNAUTHENTICATED);
    if (strncasecmp(header, "Bearer ", 7) != 0)
        return fail_because(&r->ctx, PROBLEM_INVALID_TOKEN, "Cần token truy cập dạng Bearer.", "A Bearer token is needed.");
    struct claims *claims = arena_zero(r->ctx.arena, sizeof *claims);
    enum token_verdict verdict = (is_whole ? token_verify : token_verify_at_once)(app->verifier, header + 7, r->ctx.arena, claims);
    if (verdict == TOKEN_UNKNOWN_KEY && !is_whole)
        return false;
    if (verdict != TOKEN_OK)
        return refuse_token(r, verdict, claims);
    r->session->claims = claims;
    r->session->subject = r->session->account = claims->subject;
    r->session->roles = roles_of(claims);
    return true;
}

static void tell_limit(struct req *r, const char *name, int quota, int window)
{
    struct arena *a = r->ctx.arena;
    reply_header(r, "RateLimit-Policy", arena_printf(a, "\"%s\";q=%d;w=%d", name, quota, window));
    reply_header(r, "RateLimit", arena_printf(a, "\"%s\";r=0;t=%d", name, r->ctx.problem.retry_after));
}

static bool limit_rate(struct req *r)
{
    const struct app *app = r->app;
    if (!r->session->account || rate_limiter_take(app->rates, r->session->account, &r->ctx.problem.retry_after))
        return true;
    tell_limit(r, "caller", app->config.rate_limit, 1);
    return fail(&r->ctx, PROBLEM_TOO_MANY_REQUESTS);
}

/* Limits for one person are counted in the database, for all instances together. */
static bool handle(struct req *r)
{
    const struct violated *v = &r->session->db.violated;
    if (handle_once(r))
        return true;
    if (r->ctx.problem.kind == PROBLEM_TOO_MANY_REQUESTS)
        tell_limit(r, v->constraint, v->quota, v->window);
    access_tell_who_may(r, true);
    return false;
}

static bool authorize(struct req *r)
{
    if (r->route->roles == 0 || r->session->roles & r->route->roles)
        return true;
    fail(&r->ctx, PROBLEM_FORBIDDEN);
    access_tell_who_may(r, false);
    return false;
}

static bool is_listed(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

/* The descriptor of a list says its parameters; any other route lists the few that it knows. */
static bool parse_query(struct req *r)
{
    if (!query_parse(r))
        return false;
    const struct resource *listed = r->route->is_list ? session_view(r, r->route->resource) : NULL;
    for (size_t i = 0; i < r->param_count; i++) {
        const char *name = r->params[i].name;
        bool is_known = listed ? list_knows_param(listed, name) : is_listed(r->route->params, name);
        if (!is_known)
            fail_field(&r->ctx, AT_PARAMETER, name, FIELD_ERROR_UNKNOWN, NULL);
    }
    return !has_failed(&r->ctx);
}

static bool find_kept(struct req *r)
{
    const struct app *app = r->app;
    if (r->route->find_kept && access_enter_known(r, app->scopes, r->session->claims))
        r->route->find_kept(r);
    return true;
}

static bool enter(struct req *r)
{
    const struct app *app = r->app;
    return !r->session->subject || r->session->scope || access_enter(r, app->scopes, r->session->claims);
}

static bool share(struct req *r)
{
    place_share(r);
    return true;
}

static bool find_object(struct req *r)
{
    return r->route->find ? r->route->find(r) : crud_find_object(r);
}

static bool check_accept(struct req *r)
{
    static const char *const json_alone[] = {"application/json", NULL};
    const char *const *types = r->route->produces ? r->route->produces : json_alone;
    size_t count = 0;
    while (types[count])
        count++;
    if (count > 1)
        reply_vary(r, "Accept");
    int chosen = negotiate_type(req_header(r, "Accept"), types, count);
    if (chosen < 0)
        return fail(&r->ctx, PROBLEM_NOT_ACCEPTABLE);
    r->media_type = types[chosen];
    return true;
}

static bool is_encoded(const struct req *r)
{
    const char *coding = req_header(r, "Content-Encoding");
    struct span element;
    while (coding && list_next(&coding, ',', &element))
        if (!span_is(element, "identity"))
            return true;
    return false;
}

static const char *content_type_of(const struct req *r)
{
    return r->route->body == BODY_MERGE_PATCH ? "application/merge-patch+json" : "application/json";
}

/* Every 415 says which type is accepted. */
static void tell_content_type(struct req *r)
{
    if (r->method == HTTP_PATCH || r->method == HTTP_POST)
        reply_header(r, r->route->body == BODY_MERGE_PATCH ? "Accept-Patch" : "Accept-Post", content_type_of(r));
}

static bool refuse_encoding(struct req *r)
{
    tell_content_type(r);
    reply_header(r, "Accept-Encoding", "identity");
    return fail_because(&r->ctx, PROBLEM_UNSUPPORTED_TYPE, "Nội dung gửi lên không được nén hay mã hóa (Content-Encoding).",
                        "Content is taken as it is, without a Content-Encoding.");
}

static bool check_content_type(struct req *r)
{
    const char *given = req_header(r, "Content-Type");
    if (given && is_media_type(given, content_type_of(r)))
        return true;
    tell_content_type(r);
    return fail(&r->ctx, PROBLEM_UNSUPPORTED_TYPE);
}

static bool check_media(struct req *r)
{
    if (!check_accept(r))
        return false;
    if (r->route->body != BODY_NONE && is_encoded(r))
        return refuse_encoding(r);
    if (r->route->body != BODY_NONE && !check_content_type(r))
        return false;
    if (r->body_too_large)
        return fail(&r->ctx, PROBLEM_TOO_LARGE);
    if (r->route->body == BODY_NONE && r->body_length)
        return fail_because(&r->ctx, PROBLEM_INVALID, "Yêu cầu này không nhận nội dung.", "This request takes no content.");
    return true;
}

static bool refuse_tag(struct req *r, const char *header)
{
    return fail_field(&r->ctx, AT_HEADER, header, FIELD_ERROR_FORMAT, "\"1\"");
}

static bool check_if_match(struct req *r)
{
    if (!r->route->needs_if_match)
        return true;
    switch (if_match(req_header(r, "If-Match"), crud_etag(r, r->version))) {
    case TAG_ABSENT:
        return fail(&r->ctx, PROBLEM_PRECONDITION_REQUIRED);
    case TAG_MALFORMED:
        return refuse_tag(r, "If-Match");
    case TAG_MISMATCH:
        return fail(&r->ctx, PROBLEM_STALE);
    default:
        return true;
    }
}

/* When the tag matches, a read goes on and answers 304, a write is refused with 412. A collection has no tag. */
static bool check_if_none_match(struct req *r)
{
    const char *etag = r->version ? crud_etag(r, r->version) : NULL;
    switch (if_none_match(req_header(r, "If-None-Match"), etag)) {
    case TAG_MALFORMED:
        return refuse_tag(r, "If-None-Match");
    case TAG_MATCH:
        return r->method == HTTP_GET || r->method == HTTP_HEAD || fail(&r->ctx, PROBLEM_STALE);
    default:
        return true;
    }
}

/* If-Match comes before If-None-Match (RFC 9110 §13.2.2). */
static bool check_preconditions(struct req *r)
{
    return check_if_match(r) && check_if_none_match(r);
}

static bool parse_body(struct req *r)
{
    return r->route->body == BODY_NONE ? true : json_parse_body(r);
}

typedef bool stage(struct req *r);

/* Need only the headers. They wait for nothing but a key server. */
static stage *const first_stages[] = {authenticate, authorize, limit_rate};

static stage *const early_stages[] = {parse_query, find_kept};

/* These may ask the database. */
static stage *const stages[] = {
    place_take, enter, share, claim_act, find_object, check_media, check_preconditions, parse_body, handle,
};

void pipeline_greet(struct req *r)
{
    const struct app *app = r->app;
    cors_allow(r, app->config.cors_origins);
}

/* False: a stage has refused or answered. */
static bool pass(struct req *r, stage *const *through, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!through[i](r) || r->reply.status)
            return false;
    return true;
}

static bool pass_first(struct req *r)
{
    const struct app *app = r->app;
    return router_match(app->router, r) && !r->reply.status && pass(r, first_stages, sizeof first_stages / sizeof *first_stages);
}

bool pipeline_admit(struct req *r)
{
    bool is_admitted = pass_first(r);
    if (!is_admitted && !has_failed(&r->ctx) && !r->reply.status)
        r->session = NULL; /* authenticate again when the whole request has come */
    return !has_failed(&r->ctx);
}

static void ask_database(struct req *r)
{
    pass(r, stages, sizeof stages / sizeof *stages);
    session_end(r);
    place_leave(r);
}

void pipeline_answer(struct req *r)
{
    bool is_known = r->session || r->reply.status || pass_first(r);
    if (!is_known || r->reply.status || !pass(r, early_stages, sizeof early_stages / sizeof *early_stages))
        return;
    ask_database(r);
    if (place_must_be_alone(r))
        ask_database(r);
}
