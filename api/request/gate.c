/* gate: see gate.h. */
#include "request/gate.h"

#include "app.h"
#include "base/clock.h"
#include "pg/pool.h"
#include "program/checks.h"
#include "program/findings.h"

#include <string.h>

static bool waits_for_schema(const struct app *app)
{
    return clock_s() - app->started_at < app->config.wait_for_schema;
}

static bool may_wait(const struct app *app, const struct finding *finding)
{
    if (finding->is_warning || finding->status == FOUND_DATABASE)
        return true;
    return finding->status == FOUND_BEHIND && waits_for_schema(app);
}

enum gate gate_judge(const struct app *app, const struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        if (!may_wait(app, &findings->lines[i]))
            return GATE_REFUSES;
    return findings_refuse(findings) ? GATE_WAITS : GATE_OPENS;
}

static const char *first_reason(const struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        if (!findings->lines[i].is_warning)
            return findings->lines[i].text;
    return NULL;
}

enum gate gate_enter(struct app *app, struct findings *findings)
{
    enum gate gate = gate_judge(app, findings);
    readiness_tell(&app->readiness, first_reason(findings));
    if (gate != GATE_OPENS)
        return gate;
    pool_open(app->pool);
    atomic_store(&app->readiness.is_open, true);
    return gate;
}

enum gate gate_retry(struct app *app, struct findings *findings)
{
    *findings = (struct findings){0};
    checks_database(&app->config, CHECKS_TO_SERVE, findings);
    return gate_enter(app, findings);
}
