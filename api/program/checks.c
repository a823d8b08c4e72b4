/* checks: see checks.h. */
#include "program/checks.h"

#include "app.h"
#include "auth/token.h"
#include "base/arena.h"
#include "base/ctx.h"
#include "http/listen.h"
#include "pg/pool.h"
#include "pg/query.h"
#include "program/findings.h"
#include "program/migrations.h"
#include "program/secret.h"
#include "program/setting_names.h"
#include "request/identity.h"

#include <stdio.h>

enum { WHY_SIZE = 512 };

/* What the checks of the database need: a connection of their own, and memory. */
struct look {
    const struct config *config;
    enum checks_purpose purpose;
    struct findings *findings;
    struct arena *arena;
    struct pool *pool;
};

static const char *log_of(const struct ctx *ctx)
{
    return ctx->problem.log ? ctx->problem.log : problem_title(ctx->problem.kind, LANG_EN);
}

static void require(struct findings *f, const char *name, const char *value, const char *why)
{
    if (!*value && !findings_name(f, name))
        findings_add(f, FOUND_SETTING, "%s is not set%s", name, why);
}

static void check_required(const struct config *c, struct findings *f)
{
    require(f, "DATABASE_URL", c->database_url, "");
    require(f, "TDKT_SECRET", c->secret, "");
    if (*c->jwt_issuers)
        return; /* the file names these for each issuer */
    require(f, "TDKT_JWT_KEYS", c->jwt_keys, ": without keys the service would have to let nobody in, or everybody");
    require(f, "TDKT_JWT_ISSUER", c->jwt_issuer, "");
    require(f, "TDKT_JWT_AUDIENCE", c->jwt_audience, "");
}

/*
 * A wrong issuer, audience or address is in the findings already and does not stop the keys from being read. `check-config` saves no
 * keys on disk, because it may run as another user than the service.
 */
static struct verifier *check_keys(const struct config *c, enum checks_purpose purpose, struct findings *f)
{
    char why[WHY_SIZE];
    struct config whole = *c;
    if (!*c->jwt_issuers) {
        whole.jwt_issuer = *c->jwt_issuer ? c->jwt_issuer : "-";
        whole.jwt_audience = *c->jwt_audience ? c->jwt_audience : "-";
    }
    if (findings_name(f, "TDKT_LISTEN")) /* a malformed address is no reason to refuse development keys */
        whole.development_keys = "anywhere";
    if (findings_name(f, "TDKT_JWT_KEYS"))
        return NULL;
    struct verifier *verifier = identity_verifier(&whole, purpose == CHECKS_TO_SERVE, why, sizeof why);
    if (!verifier)
        findings_add(f, FOUND_SETTING, "%s", why);
    return verifier;
}

static void check_address(struct findings *f, const char *name, const char *address)
{
    char why[WHY_SIZE];
    if (!findings_name(f, name) && !listen_check(address, why, sizeof why))
        findings_add(f, FOUND_SETTING, "%s: %s", name, why);
}

/* True: the schema fits, so that its functions may be called. */
static bool check_schema(struct look *look)
{
    struct ctx ctx;
    struct db db;
    struct schema_state state;
    ctx_init(&ctx, look->arena);
    db_init(&db, &ctx, look->pool);
    if (!migrations_state(&db, &state)) {
        findings_add(look->findings, FOUND_DATABASE, "DATABASE_URL: %s", log_of(&ctx));
        return false;
    }
    bool passes = state.fit == SCHEMA_ABSENT || state.fit == SCHEMA_BEHIND || state.fit == SCHEMA_UNLIKE;
    if (state.fit != SCHEMA_FITS)
        findings_add(look->findings, passes ? FOUND_BEHIND : FOUND_SCHEMA, "DATABASE_URL: %s",
                     migrations_reason(look->arena, &state));
    return state.fit == SCHEMA_FITS;
}

/* The mark is left only when nothing else is wrong: a failed start must not fix the secret for later ones. */
static void check_secret(struct look *look)
{
    struct ctx ctx;
    struct db db;
    struct secret secret;
    if (!*look->config->secret || findings_name(look->findings, "TDKT_SECRET"))
        return;
    ctx_init(&ctx, look->arena);
    db_init(&db, &ctx, look->pool);
    secret_take(&secret, look->config);
    bool leaves_mark = look->purpose == CHECKS_TO_SERVE && !findings_refuse(look->findings);
    enum secret_standing standing = secret_compare(&db, &secret, leaves_mark);
    if (standing == SECRET_UNASKED)
        findings_add(look->findings, FOUND_DATABASE, "DATABASE_URL: %s", log_of(&ctx));
    if (standing == SECRET_DIFFERS)
        findings_add(
            look->findings, FOUND_SETTING,
            "TDKT_SECRET is not that of the instances that served this database before: all need the same one; to "
            "change it on purpose, see README.md, \"One secret\"");
}

/* The pool itself finds a login that owns tables or bypasses row security, and a pooler in between. */
static bool check_login(struct look *look)
{
    struct ctx ctx;
    ctx_init(&ctx, look->arena);
    if (!pool_is_named(look->pool)) {
        findings_add(look->findings, FOUND_SETTING, "DATABASE_URL is malformed");
        return false;
    }
    if (pool_check(look->pool, &ctx))
        return true;
    int status = ctx.problem.kind == PROBLEM_UNAVAILABLE ? FOUND_DATABASE : FOUND_LOGIN;
    findings_add(look->findings, status, "DATABASE_URL: %s", log_of(&ctx));
    return false;
}

/* Only a warning: to forbid large objects takes a superuser, and there may be none. */
static void check_large_objects(struct look *look)
{
    static const char sql[] = "select has_function_privilege('lo_create(oid)', 'execute')"
                              " or has_function_privilege('lo_creat(integer)', 'execute')"
                              " or has_function_privilege('lo_from_bytea(oid, bytea)', 'execute')";
    struct ctx ctx;
    struct db db;
    ctx_init(&ctx, look->arena);
    db_init(&db, &ctx, look->pool);
    struct rows *rows = query(&db, sql, 0, NULL);
    if (rows && rows_bool(rows, 0, 0))
        findings_warn(
            look->findings, 0,
            "DATABASE_URL: the login may make large objects; a superuser closes them with schema/bootstrap.sql");
}

static void look_at_database(struct look *look)
{
    if (!check_login(look))
        return;
    check_large_objects(look);
    if (check_schema(look))
        check_secret(look);
}

void checks_database(const struct config *config, enum checks_purpose purpose, struct findings *findings)
{
    struct pool *pool = app_pool_of_one(config);
    struct look look = {.config = config, .purpose = purpose, .findings = findings, .arena = arena_new(), .pool = pool};
    look_at_database(&look);
    arena_free(look.arena);
    pool_free(pool);
}

void checks_run(const struct config *config, enum checks_purpose purpose, struct findings *findings,
                struct verifier **verifier)
{
    setting_names_check(findings);
    check_required(config, findings);
    check_address(findings, "TDKT_LISTEN", config->listen);
    check_address(findings, "TDKT_ADMIN_LISTEN", config->admin_listen);
    *verifier = check_keys(config, purpose, findings);
    if (!findings_name(findings, "DATABASE_URL"))
        checks_database(config, purpose, findings);
}
