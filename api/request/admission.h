/*
 * admission: decides who may ask the database now, who waits and how long, and who is refused at once.
 *
 * A request at work holds a place. There is one for each database connection, so that nobody waits for the pool; short reads, which
 * share connections, have more places and an admission of their own. Each lane has a limit of places. One caller, or one kind of
 * record, holds at most three quarters of all places, so that a noisy caller or a locked table leaves some for the others. When a
 * place is free, the caller with the fewest places is next, then the one who came first. A lane's queue is limited in number and in
 * time: a request that would wait longer than half a second, at the present pace of the lane, is refused at once.
 *
 * Layer: api. Thread-safe; a wait is a task's (base/wait.h).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct admission;
struct ctx;
struct place;

/* Reads of a record or a page; lists that search or count; writes; documents that are made from many rows. */
enum lane { LANE_READ, LANE_SEARCH, LANE_WRITE, LANE_REPORT, LANES };

struct admission_figures {
    int limit, working, waiting;
    unsigned long long refused; /* since the start */
    int full_s;                 /* seconds for which refusals have not stopped for longer than one second */
    int stuck_s;                /* seconds for which requests have waited and no place was given back */
};

/* Never NULL. `places`: how many may work at once; `waiting`: the longest queue; `wait_ms`: the longest wait. */
struct admission *admission_new(int places, int waiting, int wait_ms);

/* NULL is allowed. */
void admission_free(struct admission *admission);

/*
 * Takes a place in a lane for the caller (`subject`); `kind` is the kind of record, a word of the path. May wait. NULL:
 * PROBLEM_UNAVAILABLE is set, nothing was done. The place lives in ctx's arena; the same task gives it back with admission_leave().
 */
struct place *admission_enter(struct admission *admission, struct ctx *ctx, enum lane lane, const char *subject, const char *kind);

/* NULL is allowed. */
void admission_leave(struct place *place);

/* Refuses all who wait now and all who come later. NULL is allowed. */
void admission_close(struct admission *admission);

void admission_figures(struct admission *admission, enum lane lane, struct admission_figures *out);

const char *lane_name(enum lane lane);
