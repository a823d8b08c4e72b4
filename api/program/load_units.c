/*
 * load_units: the load-units command: units and successions from a file. Reads the file, lets the database load it
 * (schema/functions/13_unit_file) in one transaction, and prints what it says of each line.
 */
#include "base/arena.h"
#include "program/commands.h"
#include "program/migrations.h"
#include "program/work.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { FILE_LIMIT = 16 * 1024 * 1024, OUTCOME_COUNT = 4 };

/* A file with a NUL would end there for the database. */
static const char *refuse_file(struct work *w, const char *path, const char *why)
{
    fault(&w->ctx, PROBLEM_INVALID, "%s: %s", path, why);
    return NULL;
}

static const char *read_text(struct work *w, const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return refuse_file(w, path, strerror(errno));
    char *text = arena_alloc(w->arena, FILE_LIMIT + 1);
    size_t length = fread(text, 1, FILE_LIMIT + 1, file);
    bool is_broken = ferror(file);
    fclose(file);
    if (is_broken)
        return refuse_file(w, path, "it cannot be read");
    if (length > FILE_LIMIT)
        return refuse_file(w, path, "it has more than 16 MB");
    text[length] = '\0';
    return strlen(text) == length ? text : refuse_file(w, path, "it has a NUL byte: it is not a CSV file in UTF-8");
}

static bool schema_fits(struct work *w)
{
    struct schema_state state = {0};
    if (!migrations_state(&w->db, &state))
        return false;
    return state.fit == SCHEMA_FITS || fault(&w->ctx, PROBLEM_INTERNAL, "%s", migrations_reason(w->arena, &state));
}

/* The pool may send a statement that begins with select twice; the second time the file would seem to change nothing. */
static const char load_sql[] = "with loaded as (select l.line, l.outcome, l.said from load_units($1, $2) as l)\n"
                               "select line, outcome, said\n"
                               "from loaded";

static struct rows *load(struct work *w, const char *text, bool is_dry)
{
    const char *params[] = {text, is_dry ? "true" : "false"};
    struct rows *rows = query(&w->db, load_sql, 2, params);
    if (!rows && strcmp(w->db.violated.sqlstate, "22021") == 0) /* character_not_in_repertoire */
        w->ctx.problem.log = "the file is not in UTF-8";
    return rows;
}

struct report {
    const char *path;
    bool is_dry;
    int counts[OUTCOME_COUNT];
};

enum { ADDED, COMPLETED, UNCHANGED, REFUSED };

static const char *const outcomes[OUTCOME_COUNT] = {
    [ADDED] = "added", [COMPLETED] = "completed", [UNCHANGED] = "unchanged", [REFUSED] = "refused"};

static int outcome_of(const char *word)
{
    for (int i = 0; i < REFUSED; i++)
        if (strcmp(outcomes[i], word) == 0)
            return i;
    return REFUSED;
}

static void print_line(struct report *report, const struct rows *rows, int row)
{
    int outcome = outcome_of(rows_text(rows, row, 1));
    const char *said = rows_text(rows, row, 2);
    report->counts[outcome]++;
    if (outcome == REFUSED)
        fprintf(stderr, "tdkt: %s:%lld: %s\n", report->path, rows_int(rows, row, 0), said);
    else if (report->is_dry && outcome != UNCHANGED)
        printf("%s:%lld: would be %s: %s\n", report->path, rows_int(rows, row, 0), outcomes[outcome], said);
}

/* True: nothing was refused. */
static bool print_end(const struct report *report)
{
    const int *n = report->counts;
    if (n[REFUSED]) {
        fprintf(stderr, "tdkt: %s: %d errors, nothing was written\n", report->path, n[REFUSED]);
        return false;
    }
    if (n[ADDED] + n[COMPLETED] == 0)
        printf("%s: nothing to change, all %d lines are in the database\n", report->path, n[UNCHANGED]);
    else
        printf("%s: %s%d added, %d completed, %d unchanged\n", report->path, report->is_dry ? "nothing was written; " : "", n[ADDED],
               n[COMPLETED], n[UNCHANGED]);
    return true;
}

static bool run(struct work *w, const char *path, bool is_dry, bool *is_accepted)
{
    struct report report = {.path = path, .is_dry = is_dry};
    const char *text = read_text(w, path);
    struct rows *rows = text && work_may_own(w) && schema_fits(w) ? load(w, text, is_dry) : NULL;
    if (!rows)
        return false;
    for (int row = 0; row < rows_count(rows); row++)
        print_line(&report, rows, row);
    *is_accepted = print_end(&report);
    return true;
}

int command_load_units(int argc, char **argv)
{
    struct work w = {0};
    bool is_dry = argc > 1 && strcmp(argv[1], "--dry-run") == 0, is_accepted = false;
    if (argc != 2 + is_dry || (!is_dry && argv[1][0] == '-'))
        return 2;
    if (!work_begin(&w))
        return 1;
    bool is_done = run(&w, argv[argc - 1], is_dry, &is_accepted);
    int status = work_end(&w, is_done);
    return is_done && !is_accepted ? 1 : status;
}
