/* setting_names: see setting_names.h. */
#include "program/setting_names.h"

#include "program/config.h"
#include "program/findings.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NAME_MAX_BYTES = 64, NEAR = 4 };

/* Variables of scripts, tests and bench. A program that they start has them in its environment. */
static const char *const of_scripts[] = {
    "TDKT_BENCH_HOME",     "TDKT_BENCH_OLD",      "TDKT_BINARY",         "TDKT_BUILD_ROOT",
    "TDKT_FUZZ_LAST",      "TDKT_GOLDEN",         "TDKT_OPEN_LOAD",      "TDKT_OPTIMISED",
    "TDKT_POSTGRES_BIN",   "TDKT_RUN_DIR",        "TDKT_SCREENSHOTS",    "TDKT_THROUGH_PROXY",
    "TDKT_TRAFFIC_DIR",    "TDKT_UNPRIVILEGED",   "TDKT_WALK_SEED",      "TDKT_WALK_STEPS",
};

static bool is_of_scripts(const char *name)
{
    for (size_t i = 0; i < sizeof of_scripts / sizeof *of_scripts; i++)
        if (strcmp(name, of_scripts[i]) == 0)
            return true;
    return false;
}

static bool is_setting(const char *name)
{
    char file_name[NAME_MAX_BYTES];
    const char *setting;
    for (size_t i = 0; (setting = config_name(i)); i++) {
        snprintf(file_name, sizeof file_name, "%s_FILE", setting);
        if (strcmp(name, setting) == 0 || strcmp(name, file_name) == 0)
            return true;
    }
    return false;
}

/* Kubernetes puts the addresses of services named tdkt or tdkt-… into the environment of every pod in the namespace. */
static bool is_service_link(const char *name)
{
    const char *port = strstr(name, "_PORT");
    return strstr(name, "_SERVICE_HOST") || strstr(name, "_SERVICE_PORT") ||
           (port && (port[5] == '\0' || (port[5] == '_' && strchr("0123456789", port[6]) && port[6])));
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many letters must be added, dropped or changed to make `b` of `a` (Levenshtein). */
static size_t distance(const char *a, const char *b)
{
    size_t row[NAME_MAX_BYTES + 1], length = strnlen(b, NAME_MAX_BYTES);
    for (size_t j = 0; j <= length; j++)
        row[j] = j;
    for (size_t i = 0; a[i]; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 1; j <= length; j++) {
            size_t changed = diagonal + (a[i] != b[j - 1]);
            diagonal = row[j];
            row[j] = least(changed, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[length];
}

/* The setting whose name is most like `name`; NULL: none is. */
static const char *nearest(const char *name)
{
    const char *found = NULL, *setting;
    size_t best = NEAR;
    for (size_t i = 0; (setting = config_name(i)); i++) {
        size_t away = distance(name, setting);
        if (away < best) {
            best = away;
            found = setting;
        }
    }
    return found;
}

static void check(const char *name, struct findings *findings)
{
    if (strncmp(name, "TDKT_", 5) != 0 || is_setting(name) || is_of_scripts(name) || is_service_link(name))
        return;
    const char *meant = nearest(name);
    if (meant)
        findings_warn(findings, FOUND_SETTING, "%s is no setting; %s is", name, meant);
    else
        findings_warn(findings, FOUND_SETTING, "%s is no setting; tdkt --help lists them", name);
}

void setting_names_check(struct findings *findings)
{
    for (char **variable = environ; variable && *variable; variable++) {
        char name[NAME_MAX_BYTES];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(*variable, "="), *variable);
        check(name, findings);
    }
}
